SELECT r.host.os, COUNT(DISTINCT r.site_id) AS sites
FROM (SELECT AS VALUE reports FROM reports) AS r
GROUP BY os
