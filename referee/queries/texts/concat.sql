-- NULL if any argument is.
SELECT CONCAT(region, '/', label) AS a, region || '-' || label AS b, CONCAT('x') AS c, CONCAT(region, CAST(size AS STRING)) AS d, COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d
