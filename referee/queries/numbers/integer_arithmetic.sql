SELECT size + 1 AS a, size - 10 AS b, size * size AS c, 0 - size AS d, +size AS e, (size + 1) * 2 - 3 AS f, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
