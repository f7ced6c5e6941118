-- referee: ordered
SELECT size, COUNT(*) AS n
FROM reports
GROUP BY size
ORDER BY size
LIMIT 100 OFFSET 3
