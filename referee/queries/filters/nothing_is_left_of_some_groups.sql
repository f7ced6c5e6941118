SELECT region, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(tags) AS tag
WHERE tag = 'red' AND ARRAY_LENGTH(tags) > 1
GROUP BY region /* k */
