SELECT a.slug AS module_a, b.slug AS module_b, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS a, reports.modules AS b
WHERE a.slug < b.slug
GROUP BY 1, 2
