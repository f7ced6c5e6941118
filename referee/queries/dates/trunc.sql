SELECT
  DATE_TRUNC(installed, MONTH) AS a, DATE_TRUNC(installed, YEAR) AS b, DATE_TRUNC(installed, QUARTER) AS c, DATE_TRUNC(installed, WEEK(MONDAY)) AS d,
  DATE_TRUNC(installed, ISOWEEK) AS e, DATE_TRUNC(installed, WEEK) AS f,
  COUNT(*) AS n
FROM reports
WHERE installed > DATE '1900-01-01'
GROUP BY 1, 2, 3, 4, 5, 6
