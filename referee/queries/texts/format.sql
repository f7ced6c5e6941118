SELECT
  FORMAT('%d of %s', size, region) AS a, FORMAT('%05d|%+d', size, size + 1) AS b, FORMAT('%.2f', ratio) AS c, FORMAT('%t', installed) AS d,
  FORMAT('%x %X', size, size + 10) AS e, FORMAT('%s%%', region) AS f,
  COUNT(*) AS n
FROM reports
WHERE region IS NOT NULL AND ratio IS NOT NULL AND size IS NOT NULL AND installed IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6
