SELECT name, COUNT(*) AS sites
FROM (SELECT DISTINCT site_id, m.name FROM reports, UNNEST(modules) AS m)
GROUP BY name
