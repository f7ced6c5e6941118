SELECT
  CASE region WHEN 'eu' THEN 'Europe' WHEN 'us' THEN 'America' WHEN NULL THEN 'never' ELSE region END AS place,
  CASE size WHEN 1 THEN 1.5 WHEN 2 THEN 2 END AS number,
  COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY place, number
