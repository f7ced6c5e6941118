SELECT m.name, COUNT(DISTINCT site_id) AS sites
FROM reports LEFT JOIN UNNEST(modules) AS m ON m.enabled AND m.uses > 1
GROUP BY m.name /* k */
