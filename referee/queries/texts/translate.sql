SELECT TRANSLATE(label, 'abe', 'xy') AS a, TRANSLATE(region, 'eu', 'ue') AS b, COUNT(*) AS n
FROM reports
GROUP BY a, b
