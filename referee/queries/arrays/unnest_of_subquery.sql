SELECT name, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(ARRAY(SELECT m.name FROM UNNEST(modules) AS m WHERE m.enabled)) AS name
GROUP BY name /* k */
