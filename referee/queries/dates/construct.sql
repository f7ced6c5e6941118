SELECT DATE(2026, 11, size + 1) AS a, DATE(seen) AS b, DATE_FROM_UNIX_DATE(size) AS c, UNIX_DATE(installed) AS d, COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d
