-- How many clusters have nodes at each cloud provider. Nodes elsewhere name none: (none).
SELECT
  COALESCE(n.cloudProvider, '(none)') AS cloud_provider,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports, UNNEST(nodes) AS n
GROUP BY cloud_provider
