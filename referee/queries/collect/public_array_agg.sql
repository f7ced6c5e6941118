SELECT sites, ARRAY_TO_STRING(ARRAY_AGG(name IGNORE NULLS ORDER BY name), '+') AS names, STRING_AGG(name, ', ' ORDER BY name DESC) AS text
FROM (SELECT m.name, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY m.name /* k */)
WHERE name IS NOT NULL
GROUP BY sites
