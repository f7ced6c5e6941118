SELECT MAX(timestamp) AS latest
FROM reports
-- want 1:8 ISO104: MAX publishes values of single sites
