SELECT COUNT(*) AS n FROM `reports*`
-- want 1:27 ISO001: Table not found: `reports*`; Did you mean reports?
