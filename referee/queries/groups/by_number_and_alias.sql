SELECT region AS area, active, COUNT(*) AS n
FROM reports
GROUP BY 1, active /* k */
