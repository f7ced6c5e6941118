SELECT size, COUNT(DISTINCT site_id) AS sites
FROM (SELECT * EXCEPT (region) FROM reports)
GROUP BY size /* k */
