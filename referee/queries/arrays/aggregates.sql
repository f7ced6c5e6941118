SELECT ARRAY_MAX(levels) AS a, ARRAY_MIN(levels) AS b, ARRAY_SUM(levels) AS c, ARRAY_AVG(levels) AS d, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY a, b, c, d
