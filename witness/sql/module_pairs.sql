WITH installed AS (SELECT DISTINCT site, slug FROM modules WHERE slug IS NOT NULL)
SELECT a.slug AS slug_a, b.slug AS slug_b, count(*) AS sites
FROM installed AS a JOIN installed AS b ON a.site = b.site AND a.slug < b.slug
GROUP BY a.slug, b.slug
HAVING count(*) >= k()
