WITH cloudy AS (SELECT count(DISTINCT site) AS n FROM nodes WHERE cloud IS NOT NULL)
SELECT (SELECT count(*) FROM latest) AS clusters, CASE WHEN n >= k() THEN n END AS in_clouds
FROM cloudy
WHERE (SELECT count(*) FROM latest) >= k()
