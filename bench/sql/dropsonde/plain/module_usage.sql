SELECT m.slug AS slug, count(DISTINCT site_id) AS sites
FROM reports, unnest(modules) AS t(m)
WHERE m.slug IS NOT NULL
GROUP BY m.slug
HAVING count(DISTINCT site_id) >= k()
