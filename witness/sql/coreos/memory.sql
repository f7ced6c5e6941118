SELECT list_max(list_filter([0] || [1024 * 2 ** i for i in range(9)], lambda step: step <= memory))::BIGINT AS mib_from, count(*) AS machines
FROM latest
WHERE memory > 0
GROUP BY 1
HAVING count(*) >= k()
