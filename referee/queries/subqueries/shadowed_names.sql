-- The alias of the inner query is a column of the outer one.
SELECT size, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, big AS size FROM reports)
GROUP BY size /* k */
