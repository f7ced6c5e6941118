SELECT TRIM(label) AS a, LTRIM(label) AS b, RTRIM(label) AS c, TRIM(label, 'e1') AS d, LTRIM(label, 'a ') AS e, RTRIM(label, 'b5') AS f, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
