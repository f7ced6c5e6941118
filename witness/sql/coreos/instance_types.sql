SELECT platform, instance_type, count(DISTINCT site) AS machines
FROM latest
WHERE platform IS NOT NULL AND instance_type IS NOT NULL
GROUP BY 1, 2
HAVING count(DISTINCT site) >= k()
