SELECT COUNT(*) AS n FROM reports UNION ALL SELECT COUNT(*) FROM reports
-- want 1:1: set operations
