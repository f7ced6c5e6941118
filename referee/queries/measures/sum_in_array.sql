-- A site's rows are added up before anything else.
SELECT
  m.name,
  /* k: IF(COUNT(DISTINCT IF(m.uses > 0, site_id, NULL)) >= @k, */ SUM(m.uses) /* k: , NULL) */ AS uses,
  /* k: IF(COUNT(DISTINCT IF(m.uses > 0, site_id, NULL)) >= @k, */ AVG(m.uses) /* k: , NULL) */ AS mean,
  COUNT(*) AS n
FROM reports, UNNEST(modules) AS m
GROUP BY m.name /* k */
