-- referee: approximate
SELECT EXP(size) AS a, LN(size + 1) AS b, LOG(size + 1) AS c, LOG10(size + 1) AS d, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4
