SELECT
  EXTRACT(YEAR FROM started) AS a, EXTRACT(HOUR FROM started) AS b, EXTRACT(SECOND FROM started) AS c, EXTRACT(DATE FROM started) AS d,
  EXTRACT(MICROSECOND FROM started) AS e,
  COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d, e
