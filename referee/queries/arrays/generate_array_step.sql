SELECT g, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(GENERATE_ARRAY(10, size, -4)) AS g
GROUP BY g /* k */
