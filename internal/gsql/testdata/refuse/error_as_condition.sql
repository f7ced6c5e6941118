SELECT COUNT(*) AS n
FROM reports
WHERE ERROR('always')
-- want 3:13 ISO111: ERROR would stop the job for everybody when a report makes it so
