SELECT host.os, COUNT(*) AS n
FROM (SELECT * EXCEPT (ip) FROM reports)
GROUP BY os
-- want 2:24 ISO001: Column ip in SELECT * EXCEPT list does not exist
