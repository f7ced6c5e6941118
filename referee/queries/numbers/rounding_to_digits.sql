SELECT ROUND(ratio, 1) AS a, ROUND(ratio, -1) AS b, ROUND(ratio, 2) AS c, ROUND(ratio / 3, 3) AS d, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4
