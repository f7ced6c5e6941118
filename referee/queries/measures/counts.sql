-- Rows, values that are not NULL, and conditions that hold.
SELECT
  active, COUNT(*) AS n, COUNT(DISTINCT site_id) AS sites,
  /* k: IF(COUNT(DISTINCT IF(size IS NOT NULL, site_id, NULL)) >= @k, */ COUNT(size) /* k: , NULL) */ AS sizes
FROM reports
GROUP BY active /* k */
