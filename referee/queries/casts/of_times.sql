SELECT CAST(installed AS STRING) AS a, CAST(seen AS DATE) AS b, CAST(installed AS TIMESTAMP) AS c, COUNT(*) AS n
FROM reports
GROUP BY a, b, c
