SELECT
  region,
  /* k: IF(COUNT(DISTINCT IF(label IS NOT NULL, site_id, NULL)) >= @k, */ COUNT(label) /* k: , NULL) */ AS labels
FROM reports
GROUP BY region /* k */
