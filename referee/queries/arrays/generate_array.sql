SELECT g, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(GENERATE_ARRAY(1, size)) AS g
GROUP BY g /* k */
