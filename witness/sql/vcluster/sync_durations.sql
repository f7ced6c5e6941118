SELECT kind, list_max(list_filter([0, 1, 10, 100, 1000, 10000], lambda step: step * 1000 <= micros))::BIGINT AS milliseconds_from, count(DISTINCT site) AS instances
FROM events
WHERE type = 'ResourceSync' AND kind IS NOT NULL AND micros >= 0
GROUP BY 1, 2
HAVING count(DISTINCT site) >= k()
