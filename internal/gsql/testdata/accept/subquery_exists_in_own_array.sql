SELECT COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE EXISTS (SELECT 1 FROM UNNEST(modules) AS m WHERE m.slug = 'apache' AND m.version > host.os)
  AND NOT EXISTS (SELECT 1 FROM UNNEST(modules) AS m JOIN UNNEST(tags) AS tag ON m.slug = tag)
