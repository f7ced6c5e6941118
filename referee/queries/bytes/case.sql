-- Only the letters of ASCII change.
SELECT LOWER(token) AS a, UPPER(token) AS b, COUNT(*) AS n
FROM reports
WHERE token < b'\x80'
GROUP BY a, b
