SELECT LPAD(token, 2, b'-') AS a, RPAD(token, 2, b'+') AS b, COUNT(*) AS n
FROM reports
WHERE LENGTH(token) > 2
GROUP BY a, b
