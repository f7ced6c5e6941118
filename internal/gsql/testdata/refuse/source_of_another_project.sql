SELECT COUNT(*) AS n FROM `somebody.else.reports`
-- want 1:27 ISO001: Table not found: `somebody.else.reports`
