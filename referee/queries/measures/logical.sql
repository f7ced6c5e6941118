-- Whether there is any.
SELECT
  region, COUNT(DISTINCT site_id) AS sites,
  /* k: IF(COUNT(DISTINCT IF(active, site_id, NULL)) >= @k, */ COUNTIF(active) /* k: , NULL) */ > 0 AS one
FROM reports
WHERE region IN ('eu', 'EU', 'ap')
GROUP BY region /* k */
