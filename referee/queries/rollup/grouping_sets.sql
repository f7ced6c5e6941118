SELECT region, active, size, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY GROUPING SETS ((region, active), size, ()) /* k */
