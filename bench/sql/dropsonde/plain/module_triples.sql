-- Of a hundred thousand sites this makes three thousand million rows, so that it is left out unless it is
-- asked for.
WITH installed AS (
	SELECT site_id, m.slug AS slug
	FROM reports, unnest(modules) AS t(m)
)
SELECT a.slug AS slug_a, b.slug AS slug_b, c.slug AS slug_c, count(DISTINCT a.site_id) AS sites
FROM installed AS a
JOIN installed AS b ON a.site_id = b.site_id AND a.slug < b.slug
JOIN installed AS c ON b.site_id = c.site_id AND b.slug < c.slug
GROUP BY a.slug, b.slug, c.slug
HAVING count(DISTINCT a.site_id) >= k()
