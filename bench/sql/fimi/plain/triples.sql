WITH baskets AS (
	SELECT site_id, m.slug AS item
	FROM reports, unnest(modules) AS t(m)
)
SELECT a.item AS item_a, b.item AS item_b, c.item AS item_c, count(DISTINCT a.site_id) AS baskets
FROM baskets AS a
JOIN baskets AS b ON a.site_id = b.site_id AND a.item < b.item
JOIN baskets AS c ON b.site_id = c.site_id AND b.item < c.item
GROUP BY a.item, b.item, c.item
HAVING count(DISTINCT a.site_id) >= getvariable('k')
