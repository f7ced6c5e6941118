SELECT DISTINCT site_id, host.os FROM reports
-- want 1:1 ISO101: each row of this query is of one site
