SELECT a.item AS item_a, b.item AS item_b, c.item AS item_c, count(*) AS baskets
FROM baskets AS a
JOIN baskets AS b ON a.site = b.site AND a.item < b.item
JOIN baskets AS c ON b.site = c.site AND b.item < c.item
GROUP BY a.item, b.item, c.item
HAVING count(*) >= getvariable('k')
