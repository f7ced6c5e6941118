-- Nobody and too few look the same: NULL.
SELECT
  region,
  /* k: IF(COUNT(DISTINCT IF(size > 2, site_id, NULL)) >= @k, */ COUNTIF(size > 2) /* k: , NULL) */ AS large,
  COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY region /* k */
