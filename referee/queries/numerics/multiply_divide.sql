SELECT cost * 2 AS a, cost * cost AS b, cost / 4 AS c, MOD(cost, 2) AS d, COUNT(*) AS n
FROM reports
WHERE cost < 1000
GROUP BY 1, 2, 3, 4
