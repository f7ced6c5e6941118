SELECT network AS kind, count(DISTINCT site) AS machines
FROM latest
WHERE network IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
