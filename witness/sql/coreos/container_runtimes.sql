SELECT
	name AS runtime,
	count(DISTINCT site) AS machines,
	CASE WHEN count(DISTINCT site) FILTER (runs) >= k() THEN count(DISTINCT site) FILTER (runs) END AS running
FROM runtimes
WHERE name IS NOT NULL
GROUP BY name
HAVING count(DISTINCT site) >= k()
