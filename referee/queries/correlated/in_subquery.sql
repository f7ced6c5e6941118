SELECT 'apt' IN (SELECT m.name FROM UNNEST(modules) AS m WHERE m.name IS NOT NULL) AS apt, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY apt /* k */
