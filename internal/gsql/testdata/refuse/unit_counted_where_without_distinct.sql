SELECT COUNT(IF(load > 1, site_id, NULL)) AS n
FROM reports
-- want 1:8 ISO107: COUNT(site_id) counts rows, not sites
