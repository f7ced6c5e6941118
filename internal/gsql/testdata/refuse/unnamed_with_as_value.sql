SELECT AS VALUE COUNT(*) FROM reports
-- want 1:1 ISO004: column 1 has no name
