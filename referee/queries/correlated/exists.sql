SELECT EXISTS (SELECT 1 FROM UNNEST(modules) AS m WHERE m.name = 'apache') AS apache, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY apache /* k */
