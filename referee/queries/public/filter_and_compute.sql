SELECT region, sites, sites * 100 AS hundredfold, IF(sites > 6, 'many', 'few') AS size
FROM (SELECT region, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY region /* k */)
WHERE region IS NULL OR LENGTH(region) > 0
