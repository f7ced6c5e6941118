WITH extremes AS (SELECT host.os, MAX(load) AS most FROM reports GROUP BY os)
SELECT os
FROM extremes
WHERE most > 100
-- want 1:35 ISO104: MAX publishes values of single sites
