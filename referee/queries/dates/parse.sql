SELECT PARSE_DATE('%Y-%m-%d', '2026-11-09') AS a, SAFE.PARSE_DATE('%Y%m%d', region) AS b, PARSE_DATE('%d %b %Y', CONCAT(CAST(size + 1 AS STRING), ' Nov 2026')) AS c, COUNT(*) AS n
FROM reports
GROUP BY a, b, c
