SELECT cost < 0 AS a, cost = 1.5 AS b, cost > size AS c, cost IN (0, 1.5) AS d, cost BETWEEN -3 AND 1 AS e, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY a, b, c, d, e
