SELECT ARRAY_LENGTH(modules) AS modules, ARRAY_LENGTH(tags) AS tags, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY 1, 2
