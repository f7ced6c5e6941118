-- How many clusters have how much memory on all their nodes together, in steps of GiB that quadruple.
-- Clusters that say nothing about memory are left out.
SELECT
  CASE
    WHEN gib >= 4096 THEN 4096
    WHEN gib >= 1024 THEN 1024
    WHEN gib >= 256 THEN 256
    WHEN gib >= 64 THEN 64
    WHEN gib >= 16 THEN 16
    WHEN gib >= 4 THEN 4
    ELSE 0
  END AS gib_from,
  COUNT(DISTINCT clusterID) AS clusters
FROM (
  SELECT
    clusterID,
    (
      SELECT SUM(c.value)
      FROM UNNEST(nodes) AS n, UNNEST(n.capacity) AS c
      WHERE c.resource = 'memory'
    )
      / 1073741824 AS gib
  FROM reports
)
WHERE gib > 0
GROUP BY gib_from
