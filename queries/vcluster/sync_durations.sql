-- How many virtual clusters synchronised a resource of each kind in how much time, in steps of ten. An
-- instance counts once for each step that any of its attempts is in.
SELECT
  e.kind AS kind,
  CASE
    WHEN e.processing_micros >= 10000000 THEN 10000
    WHEN e.processing_micros >= 1000000 THEN 1000
    WHEN e.processing_micros >= 100000 THEN 100
    WHEN e.processing_micros >= 10000 THEN 10
    WHEN e.processing_micros >= 1000 THEN 1
    ELSE 0
  END AS milliseconds_from,
  COUNT(DISTINCT instance_id) AS instances
FROM reports, UNNEST(events) AS e
WHERE e.type = 'ResourceSync' AND e.kind IS NOT NULL AND e.processing_micros >= 0
GROUP BY kind, milliseconds_from
