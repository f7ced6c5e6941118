SELECT TO_HEX(token) AS a, TO_BASE64(token) AS b, FROM_HEX(TO_HEX(token)) AS c, FROM_BASE64('YWJj') AS d, SAFE_CONVERT_BYTES_TO_STRING(token) AS e, COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d, e
