WITH a AS (SELECT host.os, COUNT(*) AS n FROM reports GROUP BY os)
SELECT os, n, (WITH a AS (SELECT environment_count AS e, COUNT(*) AS n FROM reports GROUP BY e) SELECT MAX(n) FROM a) AS other
FROM a
