SELECT os, arch, count(DISTINCT site) AS instances
FROM latest
WHERE os IS NOT NULL AND arch IS NOT NULL
GROUP BY 1, 2
HAVING count(DISTINCT site) >= k()
