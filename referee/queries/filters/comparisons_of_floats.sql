-- Negative zero equals zero; infinities compare.
SELECT load = 0 AS a, load < 0 AS b, load > 1e308 AS c, load != load AS d, load >= 5e-324 AS e, load <= ratio AS f, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
