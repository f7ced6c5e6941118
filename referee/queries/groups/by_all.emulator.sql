SELECT host.os, active, COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n
FROM reports
GROUP BY 1, 2 /* k */
