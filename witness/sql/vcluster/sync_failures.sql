SELECT
	kind,
	count(DISTINCT site) AS instances,
	CASE WHEN count(DISTINCT site) FILTER (NOT success) >= k() THEN count(DISTINCT site) FILTER (NOT success) END AS failing
FROM events
WHERE type = 'ResourceSync' AND kind IS NOT NULL
GROUP BY kind
HAVING count(DISTINCT site) >= k()
