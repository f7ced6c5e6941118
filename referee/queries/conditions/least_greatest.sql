-- NULL if any argument is.
SELECT
  LEAST(size, 2) AS a, GREATEST(size, big, 1) AS b, LEAST(region, 'f') AS c, GREATEST(load, 0.5) AS d, LEAST(installed, DATE '2000-01-01') AS e,
  GREATEST(seen, TIMESTAMP '2000-01-01 00:00:00+00') AS f,
  COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
