SELECT COUNT(DISTINCT site_id) FROM reports
-- want 1:1: column 1 has no name
