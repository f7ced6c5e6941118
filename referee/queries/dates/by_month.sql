-- Sites by the month of installation.
SELECT DATE_TRUNC(m.released, MONTH) AS month, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
GROUP BY month /* k */
