-- Rows of sites are made again for each use: a site part is one tree.
WITH slugs AS (SELECT site_id, m.slug FROM reports, UNNEST(modules) AS m)
SELECT a.slug AS x, b.slug AS y, COUNT(DISTINCT site_id) AS sites
FROM slugs AS a JOIN slugs AS b USING (site_id)
WHERE a.slug < b.slug
GROUP BY x, y
