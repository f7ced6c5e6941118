SELECT list_max(list_filter([0, 2, 4, 8, 16, 32, 64, 128], lambda step: step <= cores))::BIGINT AS cores_from, count(*) AS machines
FROM latest
WHERE cores > 0
GROUP BY 1
HAVING count(*) >= k()
