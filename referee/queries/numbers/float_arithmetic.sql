SELECT ratio + 0.1 AS a, ratio - 1e-3 AS b, ratio * 3 AS c, ratio / 3 AS d, 0 - ratio AS e, ratio + size AS f, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
