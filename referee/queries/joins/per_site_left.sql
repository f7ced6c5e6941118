SELECT a.region, IFNULL(b.n, 0) AS n, COUNT(DISTINCT a.site_id) AS sites
FROM reports AS a
LEFT JOIN (SELECT site_id, COUNT(*) AS n FROM reports, UNNEST(modules) AS m WHERE m.uses > 2 GROUP BY site_id) AS b ON a.site_id = b.site_id
GROUP BY region, n
