SELECT c.purpose, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
JOIN (SELECT 'apache' AS slug, 'web' AS purpose UNION ALL SELECT 'mysql', 'data') AS c ON c.slug = m.slug
GROUP BY purpose
