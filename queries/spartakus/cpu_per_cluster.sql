-- How many clusters have how many CPU cores on all their nodes together, in steps that quadruple.
-- Clusters that say nothing about CPUs are left out.
SELECT
  CASE
    WHEN cores >= 1024 THEN 1024
    WHEN cores >= 256 THEN 256
    WHEN cores >= 64 THEN 64
    WHEN cores >= 16 THEN 16
    WHEN cores >= 4 THEN 4
    ELSE 0
  END AS cores_from,
  COUNT(DISTINCT clusterID) AS clusters
FROM (
  SELECT
    clusterID,
    (
      SELECT SUM(c.value)
      FROM UNNEST(nodes) AS n, UNNEST(n.capacity) AS c
      WHERE c.resource = 'cpu'
    ) AS cores
  FROM reports
)
WHERE cores > 0
GROUP BY cores_from
