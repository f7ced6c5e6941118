SELECT
  size IS NULL AS a, IFNULL(active, FALSE) IS TRUE AS b, IFNULL(active, TRUE) IS FALSE AS c, region IS NOT NULL AS d, active IS NULL AS e,
  COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5
