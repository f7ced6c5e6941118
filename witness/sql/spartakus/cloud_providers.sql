SELECT coalesce(cloud, '(none)') AS cloud_provider, count(DISTINCT site) AS clusters
FROM nodes
GROUP BY 1
HAVING count(DISTINCT site) >= k()
