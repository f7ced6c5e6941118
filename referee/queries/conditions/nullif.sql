SELECT NULLIF(region, '') AS a, NULLIF(size, 0) AS b, NULLIF(load, 0) AS c, NULLIF(active, TRUE) AS d, COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d
