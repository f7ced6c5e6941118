SELECT host.os, COUNT(*) AS n
FROM reports
GROUP BY os
HAVING RAND() < 0.5
ORDER BY RAND()
-- want 4:8 ISO109: RAND is different in every run
-- want 5:10 ISO109: RAND is different in every run
