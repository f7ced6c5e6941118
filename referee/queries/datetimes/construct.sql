SELECT DATETIME(2026, 11, 9, 1, 2, size) AS a, DATETIME(seen) AS b, DATETIME(installed) AS c, TIMESTAMP(started) AS d, DATE(started) AS e, COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d, e
