-- This table's k is 200. Modules that fewer sites have are in no triple that many sites have: they go
-- first, or there would be millions of triples.
WITH
	installed AS (SELECT DISTINCT site, slug FROM modules WHERE slug IS NOT NULL),
	common AS (SELECT site, slug FROM installed QUALIFY count(*) OVER (PARTITION BY slug) >= 200)
SELECT a.slug AS slug_a, b.slug AS slug_b, c.slug AS slug_c, count(*) AS sites
FROM common AS a
JOIN common AS b ON a.site = b.site AND a.slug < b.slug
JOIN common AS c ON b.site = c.site AND b.slug < c.slug
GROUP BY a.slug, b.slug, c.slug
HAVING count(*) >= 200
