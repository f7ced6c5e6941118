SELECT ARRAY_IS_DISTINCT(tags) AS different, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY different /* k */
