SELECT o, m.name, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m WITH OFFSET AS o
GROUP BY o, m.name /* k */
