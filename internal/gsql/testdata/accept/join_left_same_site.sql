-- Sites by what they have of a module, NULL for those without.
SELECT r.host.os, apache.version, COUNT(DISTINCT r.site_id) AS sites, COUNT(DISTINCT apache.site_id) AS with_apache,
  COUNT(DISTINCT IF(apache.site_id IS NULL, r.site_id, NULL)) AS without
FROM reports AS r
LEFT JOIN (SELECT site_id, m.version FROM reports, UNNEST(modules) AS m WHERE m.slug = 'apache') AS apache ON r.site_id = apache.site_id
GROUP BY os, version
