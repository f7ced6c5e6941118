-- How many clusters have nodes of each operating system image at each cloud provider.
SELECT
  n.cloudProvider AS cloud_provider,
  n.osImage AS os_image,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports, UNNEST(nodes) AS n
WHERE n.cloudProvider IS NOT NULL AND n.osImage IS NOT NULL
GROUP BY cloud_provider, os_image
