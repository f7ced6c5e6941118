SELECT COUNT(*) AS n FROM reports AS a JOIN reports AS b ON a.site_id = b.site_id
-- want 1:40: joins between relations
