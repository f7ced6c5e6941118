SELECT a.n, b.level
FROM (SELECT size, COUNT(*) AS n FROM reports GROUP BY size /* k */) AS a
RIGHT JOIN (SELECT level, COUNT(*) AS m FROM reports, UNNEST(levels) AS level GROUP BY level /* k */) AS b ON a.size = b.level
