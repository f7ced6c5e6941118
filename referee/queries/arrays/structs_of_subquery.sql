SELECT s.name, s.length, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(ARRAY(SELECT AS STRUCT m.name, LENGTH(m.version) AS length FROM UNNEST(modules) AS m)) AS s
GROUP BY s.name, s.length /* k */
