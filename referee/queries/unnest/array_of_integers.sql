SELECT level, COUNT(DISTINCT site_id) AS sites
FROM reports CROSS JOIN UNNEST(levels) AS level
GROUP BY level /* k */
