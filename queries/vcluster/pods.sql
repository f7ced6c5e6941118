-- How many instances have how many pods in their virtual cluster, in steps that quadruple.
SELECT
  CASE
    WHEN pods >= 1024 THEN 1024
    WHEN pods >= 256 THEN 256
    WHEN pods >= 64 THEN 64
    WHEN pods >= 16 THEN 16
    WHEN pods >= 4 THEN 4
    ELSE 0
  END AS pods_from,
  COUNT(DISTINCT instance_id) AS instances
FROM reports
WHERE pods >= 0
GROUP BY pods_from
