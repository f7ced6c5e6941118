SELECT COUNT(*) AS n FROM reports
UNION ALL
SELECT MAX(environment_count) FROM reports
-- want 3:8 ISO104: MAX publishes values of single sites
