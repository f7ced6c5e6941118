SELECT weight, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(weights) AS weight
GROUP BY weight /* k */
