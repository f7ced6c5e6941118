SELECT IS_INF(load) AS a, IS_NAN(load) AS b, load + 1 = load AS c, 0 - load AS d, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY a, b, c, d
