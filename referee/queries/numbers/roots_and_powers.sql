-- referee: approximate
SELECT SQRT(size) AS a, POW(size, 2) AS b, POWER(ratio, 3) AS c, POW(2, 0 - size) AS d, POW(2, 0.5) AS e, SAFE.SQRT(ratio) AS f, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
