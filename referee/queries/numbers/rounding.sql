-- Halves are rounded away from zero.
SELECT ROUND(load) AS a, TRUNC(load) AS b, FLOOR(load) AS c, CEIL(load) AS d, CEILING(ratio) AS e, ROUND(size) AS f, COUNT(*) AS n
FROM reports
WHERE load < 1e100
GROUP BY 1, 2, 3, 4, 5, 6
