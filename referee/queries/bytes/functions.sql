SELECT
  LENGTH(token) AS a, BYTE_LENGTH(token) AS b, SUBSTR(token, 2) AS c, CONCAT(token, b'\x00') AS d, REVERSE(token) AS e, STARTS_WITH(token, b'a') AS f,
  STRPOS(token, b'b') AS g, REPLACE(token, b'b', b'') AS h,
  COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
