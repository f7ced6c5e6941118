SELECT os, n
FROM (SELECT host.os, COUNT(*) AS n FROM reports GROUP BY os) TABLESAMPLE RESERVOIR (3 ROWS)
-- want 1:1 ISO109: TABLESAMPLE would make every run publish something else
