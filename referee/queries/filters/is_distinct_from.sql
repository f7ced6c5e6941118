-- NULL is not distinct from NULL.
SELECT
  size IS DISTINCT FROM 1 AS a, region IS NOT DISTINCT FROM NULL AS b, size IS NOT DISTINCT FROM MOD(size, 3) AS c, load IS DISTINCT FROM 0.0 AS d,
  COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4
