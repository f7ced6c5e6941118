WITH totals AS (SELECT site, sum(amount) / 1073741824 AS total FROM capacity WHERE resource = 'memory' GROUP BY site)
SELECT list_max(list_filter([0, 4, 16, 64, 256, 1024, 4096], lambda step: step <= total))::BIGINT AS gib_from, count(*) AS clusters
FROM totals
WHERE total > 0
GROUP BY 1
HAVING count(*) >= k()
