SELECT host.os, MIN(load) AS least
FROM reports
GROUP BY os
-- want 1:17 ISO104: MIN publishes values of single sites
