SELECT host.os, COUNT(*) AS n
FROM reports
GROUP BY os
HAVING MAX(load) > 100
-- want 4:8 ISO104: MAX publishes values of single sites
