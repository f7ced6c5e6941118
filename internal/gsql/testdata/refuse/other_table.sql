SELECT COUNT(*) AS n FROM other
-- want 1:27 ISO001: Table not found: other
