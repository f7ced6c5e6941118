-- The witness's query, which says 200 where k is asked for. Modules that fewer sites have go first, or there
-- would be still more triples; of a hundred thousand sites there are a thousand million.
WITH
	installed AS (SELECT DISTINCT site, slug FROM modules WHERE slug IS NOT NULL),
	common AS (SELECT site, slug FROM installed QUALIFY count(*) OVER (PARTITION BY slug) >= k())
SELECT a.slug AS slug_a, b.slug AS slug_b, c.slug AS slug_c, count(*) AS sites
FROM common AS a
JOIN common AS b ON a.site = b.site AND a.slug < b.slug
JOIN common AS c ON b.site = c.site AND b.slug < c.slug
GROUP BY a.slug, b.slug, c.slug
HAVING count(*) >= k()
