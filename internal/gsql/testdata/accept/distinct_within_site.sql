SELECT slug, COUNT(*) AS sites
FROM (SELECT DISTINCT site_id, m.slug FROM reports, UNNEST(modules) AS m)
GROUP BY slug
