SELECT one, each, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, LOGICAL_OR(m.enabled) AS one, LOGICAL_AND(m.enabled) AS each
  FROM reports, UNNEST(modules) AS m
  GROUP BY site_id
)
GROUP BY one, each /* k */
