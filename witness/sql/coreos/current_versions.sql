SELECT running AS version, count(DISTINCT site) AS machines
FROM latest
WHERE running IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
