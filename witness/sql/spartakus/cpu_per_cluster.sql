WITH totals AS (SELECT site, sum(amount) / 1 AS total FROM capacity WHERE resource = 'cpu' GROUP BY site)
SELECT list_max(list_filter([0, 4, 16, 64, 256, 1024], lambda step: step <= total))::BIGINT AS cores_from, count(*) AS clusters
FROM totals
WHERE total > 0
GROUP BY 1
HAVING count(*) >= k()
