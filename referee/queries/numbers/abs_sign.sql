SELECT ABS(size - 3) AS a, SIGN(size - 3) AS b, ABS(ratio) AS c, SIGN(ratio) AS d, ABS(load) AS e, SIGN(load) AS f, SIGN(big) AS g, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6, 7
