WITH rates AS (
	SELECT site, kind, 100 * count(*) FILTER (success) / count(*) AS percent
	FROM events
	WHERE type = 'ResourceSync' AND kind IS NOT NULL
	GROUP BY site, kind
)
SELECT kind, list_max(list_filter([0, 50, 90, 99, 100], lambda step: step <= percent))::BIGINT AS percent_from, count(*) AS instances
FROM rates
GROUP BY 1, 2
HAVING count(*) >= k()
