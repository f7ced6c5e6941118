SELECT host.os, COUNT(*) AS n
FROM reports
GROUP BY os
ORDER BY MAX(load) DESC
-- want 4:10 ISO104: MAX publishes values of single sites
