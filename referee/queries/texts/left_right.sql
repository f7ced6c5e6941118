SELECT LEFT(label, 2) AS a, RIGHT(label, 2) AS b, LEFT(label, 0) AS c, RIGHT(label, 100) AS d, COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d
