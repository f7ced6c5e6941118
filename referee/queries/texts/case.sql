SELECT LOWER(label) AS a, UPPER(label) AS b, COUNT(*) AS n
FROM reports
WHERE label NOT IN ('\u0130stanbul', 'stra\u00dfe', '\u01c6')
GROUP BY a, b
