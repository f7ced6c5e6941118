-- referee: approximate
SELECT SINH(size) AS a, COSH(size) AS b, TANH(size) AS c, ASINH(size) AS d, ACOSH(size + 1) AS e, ATANH(ratio / 2000) AS f, CBRT(size) AS g, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6, 7
