SELECT host.os, COUNT(*) AS n FROM reports GROUP BY os
UNION ALL
SELECT host.os, environment_count FROM reports
-- want 1:1 ISO203: rows of sites cannot be combined with rows that belong to no site
