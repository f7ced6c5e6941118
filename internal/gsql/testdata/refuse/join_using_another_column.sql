SELECT COUNT(*) AS n
FROM reports JOIN (SELECT load, site_id AS other FROM reports) USING (load)
-- want 2:14 ISO202: a join of rows of sites must be on the same site
