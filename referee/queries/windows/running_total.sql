SELECT size, n, SUM(n) OVER (ORDER BY size) AS running, SUM(n) OVER () AS total
FROM (SELECT size, COUNT(*) AS n FROM reports GROUP BY size /* k */)
