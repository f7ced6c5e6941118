SELECT COUNT(*) AS n
FROM reports
WHERE IF(host.os = 'plan9', ERROR('there is one'), TRUE)
-- want 3:35 ISO111: ERROR would stop the job for everybody when a report makes it so
