-- A module is counted if enough sites have it: as many as module_usage has rows.
SELECT
	(SELECT count(*) FROM latest) AS sites,
	(
		SELECT count(*)
		FROM (SELECT slug FROM modules WHERE slug IS NOT NULL GROUP BY slug HAVING count(DISTINCT site) >= k())
	) AS modules
WHERE (SELECT count(*) FROM latest) >= k()
