SELECT COUNT(*) AS n FROM reports TABLESAMPLE SYSTEM (10 PERCENT)
-- want 1:1 ISO109: TABLESAMPLE would make every run publish something else
