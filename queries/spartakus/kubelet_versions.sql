-- How many clusters have nodes with each version of the kubelet.
SELECT
  n.kubeletVersion AS kubelet_version,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports, UNNEST(nodes) AS n
WHERE n.kubeletVersion IS NOT NULL
GROUP BY kubelet_version
