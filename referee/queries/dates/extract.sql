SELECT
  EXTRACT(YEAR FROM installed) AS y, EXTRACT(MONTH FROM installed) AS m, EXTRACT(DAY FROM installed) AS d, EXTRACT(QUARTER FROM installed) AS q,
  EXTRACT(DAYOFWEEK FROM installed) AS w, EXTRACT(DAYOFYEAR FROM installed) AS doy,
  COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
