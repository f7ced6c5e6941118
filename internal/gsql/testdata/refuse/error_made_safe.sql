SELECT COUNT(*) AS n
FROM reports
WHERE SAFE.ERROR('x') IS NULL
-- want 3:7 ISO111: ERROR would stop the job for everybody when a report makes it so
