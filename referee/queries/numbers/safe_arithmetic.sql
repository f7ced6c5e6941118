-- NULL where the plain operator would fail.
SELECT
  SAFE_ADD(size, 1) AS a, SAFE_SUBTRACT(size, 1) AS b, SAFE_MULTIPLY(size, 2) AS c, SAFE_NEGATE(size) AS d, SAFE_DIVIDE(1, size) AS e,
  SAFE.ABS(size) AS f,
  COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
