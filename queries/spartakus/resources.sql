-- How many clusters have nodes with each resource, such as graphics processors.
SELECT
  c.resource AS resource,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports, UNNEST(nodes) AS n, UNNEST(n.capacity) AS c
WHERE c.resource IS NOT NULL AND c.value > 0
GROUP BY resource
