SELECT cloud AS cloud_provider, image AS os_image, count(DISTINCT site) AS clusters
FROM nodes
WHERE cloud IS NOT NULL AND image IS NOT NULL
GROUP BY 1, 2
HAVING count(DISTINCT site) >= k()
