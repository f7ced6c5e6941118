SELECT REGEXP_REPLACE(label, r'[aeiou]', '*') AS a, REGEXP_REPLACE(label, r'x*', '-') AS b, REGEXP_REPLACE(label, r'^(.)', r'<\1>') AS c, COUNT(*) AS n
FROM reports
GROUP BY a, b, c
