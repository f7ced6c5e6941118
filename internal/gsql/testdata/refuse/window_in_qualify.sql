SELECT os, COUNT(*) AS n
FROM (SELECT host.os, load FROM reports QUALIFY load = MAX(load) OVER ())
GROUP BY os
-- want 2:56 ISO204: a window function would compare rows of different sites
