SELECT ARRAY_TO_STRING(names, ',') AS names, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, ARRAY_AGG(DISTINCT m.name ORDER BY m.name LIMIT 3) AS names
  FROM reports, UNNEST(modules) AS m
  WHERE m.name IS NOT NULL
  GROUP BY site_id
)
GROUP BY names
