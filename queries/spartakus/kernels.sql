-- How many clusters have nodes with each version of the kernel.
SELECT
  n.kernelVersion AS kernel,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports, UNNEST(nodes) AS n
WHERE n.kernelVersion IS NOT NULL
GROUP BY kernel
