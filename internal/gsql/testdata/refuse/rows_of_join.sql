SELECT a.host.os, b.load
FROM reports AS a JOIN reports AS b ON a.site_id = b.site_id
-- want 1:1 ISO101: each row of this query is of one site
