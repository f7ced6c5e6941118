SELECT
	version,
	count(DISTINCT site) AS machines,
	CASE WHEN count(DISTINCT site) FILTER (NOT success) >= k() THEN count(DISTINCT site) FILTER (NOT success) END AS failing
FROM events
WHERE version IS NOT NULL AND type = 'vcluster_cli'
GROUP BY version
HAVING count(DISTINCT site) >= k()
