SELECT COUNT(DISTINCT a.site_id) AS sites
FROM reports AS a JOIN reports AS b ON a.host.os = b.host.os
-- want 2:19 ISO202: a join of rows of sites must be on the same site
