SELECT inner_version AS virtual_version, host_version, count(DISTINCT site) AS instances
FROM latest
WHERE inner_version <> '' AND host_version <> ''
GROUP BY 1, 2
HAVING count(DISTINCT site) >= k()
