SELECT parts.sites, name
FROM (
  SELECT sites, ARRAY_AGG(name ORDER BY name) AS names
  FROM (SELECT m.name, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m WHERE m.name IS NOT NULL GROUP BY m.name /* k */)
  GROUP BY sites
) AS parts, UNNEST(names) AS name
