SELECT split_part(runtime, '://', 1) AS runtime, split_part(runtime, '://', 2) AS version, count(DISTINCT site) AS clusters
FROM nodes
WHERE contains(runtime, '://')
GROUP BY 1, 2
HAVING count(DISTINCT site) >= k()
