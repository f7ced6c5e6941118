WITH usage AS (SELECT m.slug, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY slug)
SELECT COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m JOIN usage ON m.slug = usage.slug
WHERE usage.sites > 100
-- want 3:36 ISO202: a join of rows of sites with published groups is not supported
