SELECT
  CASE WHEN size > 3 THEN 'large' WHEN size > 1 THEN 'medium' WHEN size IS NULL THEN 'unknown' ELSE 'small' END AS class,
  CASE WHEN active THEN 1 END AS one,
  COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY class, one /* k */
