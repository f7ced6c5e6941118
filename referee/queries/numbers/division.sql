-- Division is of floats.
SELECT size / 2 AS a, 7 / (size + 1) AS b, DIV(size, 2) AS c, DIV(-7, size + 1) AS d, MOD(-7, size + 1) AS e, MOD(size, -3) AS f, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
