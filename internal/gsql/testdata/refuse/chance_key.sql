SELECT CAST(10 * RAND() AS INT64) AS bucket, COUNT(*) AS n
FROM reports
GROUP BY bucket
-- want 1:18 ISO109: RAND is different in every run
