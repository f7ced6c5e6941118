SELECT host.os, ANY_VALUE(load) AS one
FROM reports
GROUP BY os
-- want 1:17 ISO104: ANY_VALUE publishes values of single sites
