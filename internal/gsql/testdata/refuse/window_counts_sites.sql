SELECT DISTINCT host.os, COUNT(DISTINCT site_id) OVER (PARTITION BY host.os) AS sites
FROM reports
-- want 1:26 ISO204: a window function would compare rows of different sites
