-- The sites for which something holds, which count once each.
SELECT
  m.name,
  /* k: IF(COUNT(DISTINCT IF(m.uses > 1, site_id, NULL)) >= @k, */ COUNT(DISTINCT IF(m.uses > 1, site_id, NULL)) /* k: , NULL) */ AS busy,
  COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
GROUP BY m.name /* k */
