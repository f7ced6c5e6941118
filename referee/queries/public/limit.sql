-- referee: ordered
SELECT big, COUNT(*) AS n
FROM reports
GROUP BY big
ORDER BY big DESC
LIMIT 3
