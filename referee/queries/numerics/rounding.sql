SELECT ROUND(cost) AS a, TRUNC(cost) AS b, FLOOR(cost) AS c, CEIL(cost) AS d, ROUND(cost, 1) AS e, COUNT(*) AS n
FROM reports
WHERE cost < 1000
GROUP BY a, b, c, d, e
