-- How many virtual clusters synchronise resources of each kind with which success, in steps of the share
-- of attempts that worked. An instance counts once for a kind, whatever its number of attempts.
SELECT
  kind,
  CASE
    WHEN worked = attempts THEN 100
    WHEN worked >= 0.99 * attempts THEN 99
    WHEN worked >= 0.9 * attempts THEN 90
    WHEN worked >= 0.5 * attempts THEN 50
    ELSE 0
  END AS percent_from,
  COUNT(DISTINCT instance_id) AS instances
FROM (
  SELECT
    instance_id,
    e.kind,
    COUNT(*) AS attempts,
    COUNTIF(e.success) AS worked
  FROM reports, UNNEST(events) AS e
  WHERE e.type = 'ResourceSync' AND e.kind IS NOT NULL AND e.success IS NOT NULL
  GROUP BY instance_id, e.kind
)
GROUP BY kind, percent_from
