SELECT region, n, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, region, COUNT(*) AS n FROM reports, UNNEST(levels) AS level WHERE level > 0 GROUP BY site_id, region)
GROUP BY region, n
