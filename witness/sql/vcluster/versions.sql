SELECT version, host_version, count(DISTINCT site) AS instances
FROM latest
WHERE version IS NOT NULL AND host_version <> ''
GROUP BY 1, 2
HAVING count(DISTINCT site) >= k()
