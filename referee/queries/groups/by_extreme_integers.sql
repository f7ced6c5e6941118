-- Integers that a double cannot tell apart.
SELECT big, COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n
FROM reports
GROUP BY big /* k */
