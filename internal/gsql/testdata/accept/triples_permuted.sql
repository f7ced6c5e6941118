SELECT c.slug AS third, a.slug AS first, b.slug AS second, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS a, UNNEST(modules) AS b, UNNEST(modules) AS c
WHERE a.slug < b.slug AND c.slug > b.slug AND a.slug IS NOT NULL
GROUP BY ALL
