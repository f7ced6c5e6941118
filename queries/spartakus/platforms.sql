-- How many clusters have nodes of each operating system and architecture.
SELECT
  n.operatingSystem AS operating_system,
  n.architecture AS architecture,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports, UNNEST(nodes) AS n
WHERE n.operatingSystem IS NOT NULL AND n.architecture IS NOT NULL
GROUP BY operating_system, architecture
