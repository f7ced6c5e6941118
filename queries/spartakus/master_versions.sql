-- How many clusters run each Kubernetes version, as their API server says it.
SELECT
  masterVersion AS master_version,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports
WHERE masterVersion IS NOT NULL
GROUP BY master_version
