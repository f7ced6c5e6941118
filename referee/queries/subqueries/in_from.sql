SELECT area, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, LOWER(region) AS area, size FROM reports WHERE active)
WHERE size < 5
GROUP BY area /* k */
