-- GROUPING tells a NULL of the data from one of the ROLLUP.
SELECT region, active, GROUPING(region) AS no_region, GROUPING(active) AS no_active, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY ROLLUP (region, active) /* k */
