SELECT
	list_max(list_filter([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100], lambda step: step <= environment_count))::BIGINT AS environments_from,
	count(*) AS sites
FROM latest
WHERE environment_count >= 0
GROUP BY environments_from
HAVING count(*) >= k()
