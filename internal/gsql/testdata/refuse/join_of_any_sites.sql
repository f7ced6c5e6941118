SELECT COUNT(*) AS n
FROM reports AS a CROSS JOIN reports AS b
-- want 2:19 ISO202: a join of rows of sites must be on the same site
