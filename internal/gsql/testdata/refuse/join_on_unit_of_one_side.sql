SELECT COUNT(*) AS n
FROM reports AS a JOIN reports AS b ON a.site_id = a.site_id
-- want 2:19 ISO202: a join of rows of sites must be on the same site
