SELECT master AS master_version, count(DISTINCT site) AS clusters
FROM latest
WHERE master IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
