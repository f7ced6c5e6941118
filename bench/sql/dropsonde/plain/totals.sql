-- A module is counted if enough sites have it.
SELECT
	(SELECT count(DISTINCT site_id) FROM reports) AS sites,
	(
		SELECT count(*)
		FROM (
			SELECT m.slug
			FROM reports, unnest(modules) AS t(m)
			WHERE m.slug IS NOT NULL
			GROUP BY m.slug
			HAVING count(DISTINCT site_id) >= k()
		)
	) AS modules
WHERE (SELECT count(DISTINCT site_id) FROM reports) >= k()
