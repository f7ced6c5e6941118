SELECT kind, name, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, 'module' AS kind, m.slug AS name FROM reports, UNNEST(modules) AS m
  UNION ALL
  SELECT site_id, 'tag', tag FROM reports, UNNEST(tags) AS tag
  UNION ALL
  SELECT site_id, NULL, host.os FROM reports
)
GROUP BY kind, name
