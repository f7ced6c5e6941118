SELECT
  big = 9007199254740993 AS a, big != 0 AS b, big < 9223372036854775807 AS c, big <= -9223372036854775808 AS d, big > size AS e, big >= -1 AS f,
  COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
