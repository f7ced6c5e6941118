SELECT ARRAY_AGG(load ORDER BY load LIMIT 1)[OFFSET(0)] AS least
FROM reports
-- want 1:8 ISO104: ARRAY_AGG publishes values of single sites
