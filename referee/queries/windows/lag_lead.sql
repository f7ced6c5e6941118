SELECT size, LAG(n) OVER (ORDER BY size) AS before, LEAD(n, 2, -1) OVER (ORDER BY size) AS after
FROM (SELECT size, COUNT(*) AS n FROM reports GROUP BY size /* k */)
