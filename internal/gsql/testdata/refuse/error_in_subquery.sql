SELECT COUNT(*) AS n
FROM reports
WHERE EXISTS (SELECT ERROR(slug) FROM UNNEST(modules) WHERE ERROR(slug) = 'x')
-- want 3:22 ISO111: ERROR would stop the job for everybody when a report makes it so
-- want 3:67 ISO111: ERROR would stop the job for everybody when a report makes it so
