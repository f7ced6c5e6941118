-- referee: ordered
SELECT label, COUNT(*) AS n
FROM reports
GROUP BY label
ORDER BY label
