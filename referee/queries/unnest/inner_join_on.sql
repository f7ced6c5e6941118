SELECT m.name, COUNT(DISTINCT site_id) AS sites
FROM reports INNER JOIN UNNEST(modules) AS m ON m.uses > size
GROUP BY m.name /* k */
