SELECT resource, count(DISTINCT site) AS clusters
FROM capacity
WHERE resource IS NOT NULL AND amount > 0
GROUP BY 1
HAVING count(DISTINCT site) >= k()
