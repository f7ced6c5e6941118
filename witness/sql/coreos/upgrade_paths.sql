SELECT original AS original_version, running AS current_version, count(DISTINCT site) AS machines
FROM latest
WHERE original <> running
GROUP BY 1, 2
HAVING count(DISTINCT site) >= k()
