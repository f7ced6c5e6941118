SELECT name, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, m.name FROM reports, UNNEST(modules) AS m
  UNION DISTINCT
  SELECT site_id, d.name FROM reports, UNNEST(modules) AS m, UNNEST(m.deps) AS d
)
GROUP BY name /* k */
