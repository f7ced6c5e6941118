SELECT cost + 1 AS a, cost - 0.5 AS b, 0 - cost AS c, SAFE_DIVIDE(cost, 3) AS d, ABS(cost) AS e, SIGN(cost) AS f, COUNT(*) AS n
FROM reports
WHERE cost < 1000
GROUP BY 1, 2, 3, 4, 5, 6
