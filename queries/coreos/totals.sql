-- The week as a whole: how many machines reported, and how many of them at level full.
SELECT
  COUNT(DISTINCT machine_id) AS machines,
  COUNT(DISTINCT IF(level = 'full', machine_id, NULL)) AS full_level
FROM reports
