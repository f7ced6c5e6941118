SELECT
  PARSE_TIMESTAMP('%Y-%m-%d %H:%M:%S', '2026-11-09 10:11:12') AS a, SAFE.PARSE_TIMESTAMP('%Y', region) AS b, TIMESTAMP('2026-11-09 10:11:12+00') AS c,
  TIMESTAMP(installed) AS d,
  COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d
