SELECT host.os, COUNT(*) AS n
FROM reports
GROUP BY ROLLUP (os, site_id)
-- want 1:1 ISO201: ROLLUP, CUBE and GROUPING SETS within one site are not supported
