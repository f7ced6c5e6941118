SELECT REGEXP_CONTAINS(label, r'^[a-z]') AS a, REGEXP_CONTAINS(label, '') AS b, REGEXP_CONTAINS(label, r'\d') AS c, REGEXP_CONTAINS(label, r'(?i)A') AS d, COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d
