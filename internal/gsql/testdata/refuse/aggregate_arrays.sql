SELECT ARRAY_LENGTH(ARRAY_CONCAT_AGG(tags)) AS n
FROM reports
-- want 1:21 ISO104: ARRAY_CONCAT_AGG publishes values of single sites
