SELECT COUNT(DISTINCT a.site_id) AS sites
FROM reports AS a, reports AS b
WHERE a.site_id = b.site_id AND a.environment_count = b.environment_count AND b.load > 1
