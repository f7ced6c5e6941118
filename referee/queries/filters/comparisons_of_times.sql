SELECT
  installed < DATE '1970-01-01' AS a, installed = DATE '9999-12-31' AS b, seen < TIMESTAMP '1970-01-01 00:00:00+00' AS c,
  seen >= TIMESTAMP '2026-11-09 01:00:00+01:00' AS d, seen = TIMESTAMP '9999-12-31 23:59:59.999999+00' AS e, active > FALSE AS f,
  COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
