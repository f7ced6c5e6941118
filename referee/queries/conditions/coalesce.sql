SELECT COALESCE(region, label, 'none') AS a, COALESCE(size, 7) AS b, IFNULL(load, -1) AS c, COALESCE(NULL, big) AS d, COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d
