SELECT level, SUM(n) OVER (ORDER BY level RANGE BETWEEN 2 PRECEDING AND CURRENT ROW) AS near
FROM (SELECT level, COUNT(*) AS n FROM reports, UNNEST(levels) AS level GROUP BY level /* k */)
