-- What one site adds to a sum is bounded, so that its sum comes first. Where too few sites add anything,
-- the sum is NULL.
WITH declared AS (
	SELECT site_id, c.name AS name, clamped(sum(c.count::BIGINT)) AS nodes
	FROM reports, unnest(classes) AS t(c)
	WHERE c.name IS NOT NULL
	GROUP BY site_id, c.name
)
SELECT
	name AS class,
	count(DISTINCT site_id) AS sites,
	CASE WHEN count_if(nodes <> 0) >= k() THEN sum(nodes) END::BIGINT AS nodes
FROM declared
GROUP BY name
HAVING count(DISTINCT site_id) >= k()
