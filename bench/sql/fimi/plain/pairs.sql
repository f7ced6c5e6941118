WITH baskets AS (
	SELECT site_id, m.slug AS item
	FROM reports, unnest(modules) AS t(m)
)
SELECT a.item AS item_a, b.item AS item_b, count(DISTINCT a.site_id) AS baskets
FROM baskets AS a JOIN baskets AS b ON a.site_id = b.site_id AND a.item < b.item
GROUP BY a.item, b.item
HAVING count(DISTINCT a.site_id) >= getvariable('k')
