SELECT a.slug AS x, b.slug AS y, c.slug AS z, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS a, UNNEST(modules) AS b, UNNEST(modules) AS c
WHERE a.slug < b.slug AND a.slug < c.slug
GROUP BY x, y, z
