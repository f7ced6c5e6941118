SELECT FORMAT_DATETIME('%Y-%m-%d %H:%M:%S', started) AS a, PARSE_DATETIME('%Y-%m-%d %H:%M', '2026-11-09 10:11') AS b, COUNT(*) AS n
FROM reports
WHERE started > DATETIME '1900-01-01 00:00:00'
GROUP BY a, b
