SELECT
  DATE_ADD(installed, INTERVAL 1 DAY) AS a, DATE_SUB(installed, INTERVAL 1 MONTH) AS b, DATE_ADD(installed, INTERVAL 4 YEAR) AS c,
  DATE_SUB(installed, INTERVAL 2 WEEK) AS d, DATE_ADD(installed, INTERVAL 1 QUARTER) AS e, installed + 1 AS f, installed - 1 AS g,
  COUNT(*) AS n
FROM reports
WHERE installed BETWEEN DATE '1900-01-01' AND DATE '2100-01-01'
GROUP BY 1, 2, 3, 4, 5, 6, 7
