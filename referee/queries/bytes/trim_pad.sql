SELECT LEFT(token, 1) AS a, RIGHT(token, 1) AS b, REPEAT(token, 2) AS c, COUNT(*) AS n
FROM reports
GROUP BY a, b, c
