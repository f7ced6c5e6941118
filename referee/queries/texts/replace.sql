SELECT REPLACE(label, 'e', 'EE') AS a, REPLACE(label, ' ', '') AS b, REPLACE(label, label, region) AS c, COUNT(*) AS n
FROM reports
WHERE label != ''
GROUP BY a, b, c
