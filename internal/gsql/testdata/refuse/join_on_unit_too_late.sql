SELECT COUNT(*) AS n
FROM reports AS a LEFT JOIN reports AS b ON TRUE
WHERE a.site_id = b.site_id
-- want 2:19 ISO202: a join of rows of sites must be on the same site
