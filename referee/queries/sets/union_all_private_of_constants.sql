SELECT what, v, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, 'tag' AS what, tag AS v FROM reports, UNNEST(tags) AS tag
  UNION ALL
  SELECT site_id, 'flag', flag FROM reports, UNNEST(host.cpu.flags) AS flag
  UNION ALL
  SELECT site_id, 'region', region FROM reports
)
GROUP BY what, v /* k */
