SELECT v, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, size AS v FROM reports
  UNION ALL
  SELECT site_id, ratio FROM reports
)
GROUP BY v /* k */
