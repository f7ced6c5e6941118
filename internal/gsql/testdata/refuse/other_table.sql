SELECT COUNT(*) AS n FROM other
-- want 1:27: Table not found: other
