-- A site whose nodes add up to nothing does not contribute to their sum, which is NULL if too few do.
WITH declared AS (
	SELECT site, name, clamped(sum(count)) AS nodes
	FROM classes
	WHERE name IS NOT NULL
	GROUP BY site, name
)
SELECT
	name AS class,
	count(*) AS sites,
	CASE WHEN count_if(nodes <> 0) >= k() THEN sum(nodes) END::BIGINT AS nodes
FROM declared
GROUP BY name
HAVING count(*) >= k()
