-- referee: ordered
SELECT region, COUNT(*) AS n
FROM reports
GROUP BY region
ORDER BY MOD(n, 3), region
