SELECT original AS version, count(DISTINCT site) AS machines
FROM latest
WHERE original IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
