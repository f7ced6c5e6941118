-- How many clusters have nodes with each container runtime and version of it.
SELECT
  REGEXP_EXTRACT(n.containerRuntimeVersion, r'^([a-z-]+)://') AS runtime,
  REGEXP_EXTRACT(n.containerRuntimeVersion, r'^[a-z-]+://(.+)$') AS version,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports, UNNEST(nodes) AS n
WHERE REGEXP_CONTAINS(n.containerRuntimeVersion, r'^[a-z-]+://.')
GROUP BY runtime, version
