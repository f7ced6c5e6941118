SELECT list_max(list_filter([0] || [8 * 4 ** i for i in range(6)], lambda step: step <= disk))::BIGINT AS gib_from, count(*) AS machines
FROM latest
WHERE disk > 0
GROUP BY 1
HAVING count(*) >= k()
