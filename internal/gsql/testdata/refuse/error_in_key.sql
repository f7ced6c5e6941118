SELECT CASE host.os WHEN 'plan9' THEN ERROR('there is one') ELSE host.os END AS os, COUNT(*) AS n
FROM reports
GROUP BY 1
-- want 1:45 ISO111: ERROR would stop the job for everybody when a report makes it so
