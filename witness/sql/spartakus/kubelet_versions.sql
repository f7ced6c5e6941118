SELECT kubelet AS kubelet_version, count(DISTINCT site) AS clusters
FROM nodes
WHERE kubelet IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
