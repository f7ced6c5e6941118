SELECT COUNT(DISTINCT site_id) FROM reports
-- want 1:1 ISO004: column 1 has no name
