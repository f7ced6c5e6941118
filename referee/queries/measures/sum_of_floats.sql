-- The ratios are such that every order of additions gives the same.
SELECT active, SUM(ratio) AS total
FROM reports
WHERE ratio > 0
GROUP BY active /* k */
