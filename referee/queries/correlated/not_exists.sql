SELECT region, COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE NOT EXISTS (SELECT 1 FROM UNNEST(tags) AS tag WHERE tag = 'red')
GROUP BY region /* k */
