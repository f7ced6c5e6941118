-- referee: ordered
SELECT label, COUNT(*) AS n
FROM reports
GROUP BY label
ORDER BY n DESC, label
LIMIT 4 OFFSET 2
