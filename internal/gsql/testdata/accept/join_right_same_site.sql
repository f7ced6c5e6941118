SELECT t.tag, t.site_id IS NULL AS none, COUNT(DISTINCT r.site_id) AS sites
FROM (SELECT site_id, tag FROM reports, UNNEST(tags) AS tag) AS t RIGHT JOIN reports AS r ON r.site_id = t.site_id AND LENGTH(t.tag) = r.environment_count
GROUP BY tag, none
