SELECT CAST(load AS STRING) AS a, CAST(size * 1e20 AS STRING) AS b, CAST(size / 4 AS STRING) AS c, COUNT(*) AS n
FROM reports
WHERE load BETWEEN -1e9 AND 1e301 AND (load = 0 OR ABS(load) > 1e-9)
GROUP BY a, b, c
