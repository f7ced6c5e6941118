SELECT COUNT(site_id) AS n FROM reports
-- want 1:8: COUNT(site_id) counts rows, not sites
