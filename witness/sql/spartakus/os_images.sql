SELECT image AS os_image, count(DISTINCT site) AS clusters
FROM nodes
WHERE image IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
