SELECT part, SUM(sites) AS sites
FROM (SELECT m.slug, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY slug)
LEFT JOIN UNNEST(SPLIT(slug, '-')) AS part WITH OFFSET AS i ON i > 0
GROUP BY part
