SELECT cpu_model, count(DISTINCT site) AS machines
FROM latest
WHERE cpu_model IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
