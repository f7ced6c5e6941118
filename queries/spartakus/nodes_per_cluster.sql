-- How many clusters have how many nodes, in steps that double.
SELECT
  CASE
    WHEN ARRAY_LENGTH(nodes) >= 1024 THEN 1024
    WHEN ARRAY_LENGTH(nodes) >= 512 THEN 512
    WHEN ARRAY_LENGTH(nodes) >= 256 THEN 256
    WHEN ARRAY_LENGTH(nodes) >= 128 THEN 128
    WHEN ARRAY_LENGTH(nodes) >= 64 THEN 64
    WHEN ARRAY_LENGTH(nodes) >= 32 THEN 32
    WHEN ARRAY_LENGTH(nodes) >= 16 THEN 16
    WHEN ARRAY_LENGTH(nodes) >= 8 THEN 8
    WHEN ARRAY_LENGTH(nodes) >= 4 THEN 4
    WHEN ARRAY_LENGTH(nodes) >= 2 THEN 2
    ELSE ARRAY_LENGTH(nodes)
  END AS nodes_from,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports
GROUP BY nodes_from
