SELECT host.os, COUNT(*) AS n
FROM reports
GROUP BY os
ORDER BY os COLLATE 'und:ci'
-- want 4:10 ISO201: COLLATE is not supported
