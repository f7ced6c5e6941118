-- GROUP BY ALL takes the columns that are no aggregates.
SELECT host.os, active, COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n
FROM reports
GROUP BY ALL /* k */
