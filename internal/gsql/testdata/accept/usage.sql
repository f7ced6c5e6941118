SELECT m.slug, COUNT(DISTINCT site_id) AS sites
FROM reports AS r, UNNEST(r.modules) AS m
WHERE m.slug IS NOT NULL
GROUP BY m.slug
HAVING sites >= 20
ORDER BY sites DESC, slug
LIMIT 5;
