SELECT n, ANY_VALUE(n + 1) AS next, MAX(region) AS last, MIN(region) AS first
FROM (SELECT region, COUNT(*) AS n FROM reports GROUP BY region /* k */)
GROUP BY n
