SELECT COUNT(DISTINCT site_id) AS n, COUNT(*) AS N FROM reports
-- want 1:1 ISO004: two columns are named N
