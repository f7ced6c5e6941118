SELECT a.item AS item_a, b.item AS item_b, count(*) AS baskets
FROM baskets AS a JOIN baskets AS b ON a.site = b.site AND a.item < b.item
GROUP BY a.item, b.item
HAVING count(*) >= getvariable('k')
