SELECT host.os, COUNT(*) AS n
FROM reports
GROUP BY os
ORDER BY ANY_VALUE(site_id)
-- want 4:10 ISO102: site_id identifies a site
