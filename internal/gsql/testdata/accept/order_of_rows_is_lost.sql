SELECT os, COUNT(*) AS n
FROM (SELECT site_id, host.os FROM reports ORDER BY site_id, load)
GROUP BY os
