-- The most used module of each site.
SELECT (SELECT m.name FROM UNNEST(modules) AS m WHERE m.name IS NOT NULL ORDER BY m.uses DESC, m.name LIMIT 1) AS favourite, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY favourite /* k */
