-- referee: approximate
SELECT label, NTILE(4) OVER (ORDER BY n, label) AS quarter, PERCENT_RANK() OVER (ORDER BY n) AS percent, CUME_DIST() OVER (ORDER BY n) AS cumulative
FROM (SELECT label, COUNT(*) AS n FROM reports GROUP BY label /* k */)
