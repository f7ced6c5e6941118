SELECT STARTS_WITH(label, 'e') AS a, ENDS_WITH(label, 'e') AS b, STRPOS(region, 'u') AS c, STRPOS(label, '') AS d, STRPOS(region, 'x') AS e, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5
