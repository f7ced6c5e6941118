SELECT LPAD(label, 6) AS a, RPAD(label, 6, '.-') AS b, LPAD(label, 2, '*') AS c, RPAD(label, 0) AS d, LPAD(region, 5, '\u00e9') AS e, COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d, e
