SELECT platform, count(DISTINCT site) AS machines
FROM latest
WHERE platform IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
