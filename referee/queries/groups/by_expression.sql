-- Keys that are computed, and used again in the output.
SELECT MOD(size, 2) AS odd, UPPER(region) AS region, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY MOD(size, 2), UPPER(region) /* k */
