-- An alias wins over a column of the same name in GROUP BY.
SELECT UPPER(region) AS region, COUNT(*) AS n
FROM reports
GROUP BY region /* k */
