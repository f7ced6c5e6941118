SELECT os AS operating_system, arch AS architecture, count(DISTINCT site) AS clusters
FROM nodes
WHERE os IS NOT NULL AND arch IS NOT NULL
GROUP BY 1, 2
HAVING count(DISTINCT site) >= k()
