SELECT kernel, count(DISTINCT site) AS clusters
FROM nodes
WHERE kernel IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
