-- The relation is computed once; each use has slots of its own.
WITH usage AS (SELECT m.slug, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY slug)
SELECT a.slug, COUNT(b.slug) AS more_popular
FROM usage AS a LEFT JOIN usage AS b ON a.sites < b.sites
GROUP BY slug
