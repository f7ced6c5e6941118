SELECT m.slug, t.tag, COUNT(DISTINCT m.site_id) AS sites
FROM (SELECT site_id, m.slug, m.version FROM reports, UNNEST(modules) AS m) AS m
JOIN (SELECT site_id, tag FROM reports, UNNEST(tags) AS tag) AS t ON m.site_id = t.site_id AND m.version = t.tag AND t.tag < m.slug
GROUP BY slug, tag
