WITH installed AS (
	SELECT site_id, m.slug AS slug
	FROM reports, unnest(modules) AS t(m)
)
SELECT a.slug AS slug_a, b.slug AS slug_b, count(DISTINCT a.site_id) AS sites
FROM installed AS a JOIN installed AS b ON a.site_id = b.site_id AND a.slug < b.slug
GROUP BY a.slug, b.slug
HAVING count(DISTINCT a.site_id) >= k()
