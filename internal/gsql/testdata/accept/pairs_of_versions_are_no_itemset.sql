SELECT a.slug AS x, b.slug AS y, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS a, UNNEST(modules) AS b
WHERE a.slug < b.slug AND a.version = b.version
GROUP BY x, y
