WITH ranked AS (SELECT host.os, RANK() OVER (ORDER BY load DESC) AS place FROM reports)
SELECT os, COUNT(*) AS n
FROM ranked
WHERE place = 1
GROUP BY os
-- want 1:33 ISO204: a window function would compare rows of different sites
