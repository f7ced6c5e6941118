SELECT CAST(active AS STRING) AS a, CAST(active AS INT64) AS b, SAFE_CAST('TRUE' AS BOOL) AS c, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY a, b, c /* k */
