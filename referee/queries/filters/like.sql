SELECT
  label LIKE '%a%' AS a, label NOT LIKE '% %' AS b, region LIKE 'e%' AS c, label LIKE '' AS d, label LIKE 'x%z' AS e, region LIKE '%' AS f,
  COUNT(*) AS n
FROM reports
WHERE label IS NOT NULL AND region IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6
