SELECT list_max(list_filter([0, 4, 16, 64, 256, 1024], lambda step: step <= pods))::BIGINT AS pods_from, count(DISTINCT site) AS instances
FROM latest
WHERE pods >= 0
GROUP BY 1
HAVING count(DISTINCT site) >= k()
