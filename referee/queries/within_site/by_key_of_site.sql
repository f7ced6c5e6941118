SELECT name, copies, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, m.name, COUNT(*) AS copies, COUNT(DISTINCT m.version) AS versions
  FROM reports, UNNEST(modules) AS m
  WHERE m.uses >= 0
  GROUP BY site_id, m.name
  HAVING COUNT(*) > 1
)
GROUP BY name, copies /* k */
