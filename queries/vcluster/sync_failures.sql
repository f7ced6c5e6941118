-- How many virtual clusters synchronise resources of each kind, and in how many of them an attempt failed.
SELECT
  e.kind AS kind,
  COUNT(DISTINCT instance_id) AS instances,
  COUNT(DISTINCT IF(NOT e.success, instance_id, NULL)) AS failing
FROM reports, UNNEST(events) AS e
WHERE e.type = 'ResourceSync' AND e.kind IS NOT NULL
GROUP BY kind
