WITH busy AS (SELECT site_id, region, size FROM reports WHERE size > 1)
SELECT region, COUNT(DISTINCT site_id) AS sites, SUM(size) AS total
FROM busy
GROUP BY region /* k */
