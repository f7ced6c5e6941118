SELECT host.os, COUNT(*) AS n
FROM reports
GROUP BY os
HAVING MIN(site_id) < b'm'
-- want 4:8 ISO102: site_id identifies a site
