SELECT big & 255 AS a, size | 8 AS b, size ^ 3 AS c, ~size AS d, size << 3 AS e, size >> 1 AS f, BIT_COUNT(big) AS g, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6, 7
