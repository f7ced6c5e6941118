SELECT m.slug AS slug, m.version AS version, count(DISTINCT site_id) AS sites
FROM reports, unnest(modules) AS t(m)
WHERE m.slug IS NOT NULL AND m.version IS NOT NULL
GROUP BY m.slug, m.version
HAVING count(DISTINCT site_id) >= k()
