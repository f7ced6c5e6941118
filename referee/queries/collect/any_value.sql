SELECT region, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, ANY_VALUE(region) AS region FROM reports, UNNEST(tags) GROUP BY site_id)
GROUP BY region /* k */
