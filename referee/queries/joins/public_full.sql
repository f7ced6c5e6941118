SELECT a.size, b.level, a.n, b.m
FROM (SELECT size, COUNT(*) AS n FROM reports GROUP BY size /* k */) AS a
FULL JOIN (SELECT level, COUNT(*) AS m FROM reports, UNNEST(levels) AS level GROUP BY level /* k */) AS b ON a.size = b.level
