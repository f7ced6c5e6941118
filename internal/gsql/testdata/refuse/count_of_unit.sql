SELECT COUNT(site_id) AS n FROM reports
-- want 1:8 ISO107: COUNT(site_id) counts rows, not sites
