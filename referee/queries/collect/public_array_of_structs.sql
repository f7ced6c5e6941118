SELECT region, ARRAY_LENGTH(parts) AS n, parts[OFFSET(0)].sites AS most
FROM (
  SELECT region, ARRAY_AGG(STRUCT(active, sites) ORDER BY sites DESC, active) AS parts
  FROM (SELECT region, active, COUNT(DISTINCT site_id) AS sites FROM reports WHERE active IS NOT NULL GROUP BY region, active /* k */)
  GROUP BY region
)
