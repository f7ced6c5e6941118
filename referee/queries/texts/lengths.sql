-- In code points and in bytes.
SELECT
  label, LENGTH(label) AS a, CHAR_LENGTH(label) AS b, CHARACTER_LENGTH(label) AS c, BYTE_LENGTH(label) AS d, OCTET_LENGTH(label) AS e,
  COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
