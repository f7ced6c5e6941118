-- How many clusters have nodes of each operating system image.
SELECT
  n.osImage AS os_image,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports, UNNEST(nodes) AS n
WHERE n.osImage IS NOT NULL
GROUP BY os_image
