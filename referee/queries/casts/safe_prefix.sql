SELECT SAFE.SUBSTR(region, 1, size - 2) AS a, SAFE.DIV(10, size) AS b, SAFE.MOD(7, size) AS c, COUNT(*) AS n
FROM reports
GROUP BY a, b, c
