SELECT COUNT(*) AS n
FROM reports
WHERE RAND() < 0.1
-- want 3:7 ISO109: RAND is different in every run
