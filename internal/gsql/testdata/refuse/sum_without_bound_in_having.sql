SELECT host.os, COUNT(*) AS n
FROM reports
GROUP BY os
HAVING SUM(load) > 1000
-- want 4:8 ISO106: SUM(load) would let one site decide the result
