-- Names of modules and of dependencies together.
SELECT name, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, m.name FROM reports, UNNEST(modules) AS m
  UNION ALL
  SELECT site_id, d.name FROM reports, UNNEST(modules) AS m, UNNEST(m.deps) AS d
)
GROUP BY name /* k */
