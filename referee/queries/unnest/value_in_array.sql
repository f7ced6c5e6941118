SELECT 'red' IN UNNEST(tags) AS red, IFNULL(size, 0) IN UNNEST(levels) AS own, IFNULL(region, '') NOT IN UNNEST(tags) AS other, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY 1, 2, 3 /* k */
