SELECT COUNT(*) AS n FROM reports JOIN sites USING (site_id)
-- want 1:40 ISO001: Table not found: sites
