-- Sites by region, the NULL one among them.
SELECT region, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY region /* k */
