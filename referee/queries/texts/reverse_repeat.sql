SELECT REVERSE(label) AS a, REPEAT(label, 2) AS b, REPEAT(region, size) AS c, REVERSE(region) AS d, COUNT(*) AS n
FROM reports
WHERE label != 'e\u0301'
GROUP BY a, b, c, d
