SELECT host.os, COUNT(*) AS n
FROM reports
GROUP BY os
HAVING IF(n < 20, ERROR('few'), TRUE)
-- want 4:25 ISO111: ERROR would stop the job for everybody when a report makes it so
