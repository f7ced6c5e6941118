-- The week as a whole: how many clusters reported, and how many of them have nodes at a cloud provider.
SELECT
  COUNT(DISTINCT clusterID) AS clusters,
  COUNT(DISTINCT IF(n.cloudProvider IS NOT NULL, clusterID, NULL)) AS in_clouds
FROM reports
LEFT JOIN UNNEST(nodes) AS n
