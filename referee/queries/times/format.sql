SELECT FORMAT_TIMESTAMP('%Y-%m-%d %H:%M:%S', seen) AS a, FORMAT_TIMESTAMP('%H:%M', seen, 'UTC') AS b, FORMAT_TIMESTAMP('%F %T', seen) AS c, COUNT(*) AS n
FROM reports
WHERE seen > TIMESTAMP '1900-01-01 00:00:00+00'
GROUP BY a, b, c
