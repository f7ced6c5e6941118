SELECT SAFE_CAST(label AS INT64) AS a, SAFE_CAST(label AS FLOAT64) AS b, SAFE_CAST(label AS DATE) AS c, CAST(label AS BYTES) AS d, COUNT(*) AS n
FROM reports
WHERE label != ''
GROUP BY a, b, c, d
