SELECT t.tag, COUNT(DISTINCT r.site_id) AS sites, COUNT(*) AS n
FROM (SELECT site_id, tag FROM reports, UNNEST(tags) AS tag) AS t RIGHT JOIN reports AS r ON r.site_id = t.site_id AND LENGTH(t.tag) = r.environment_count
GROUP BY tag
