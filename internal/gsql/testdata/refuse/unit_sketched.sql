SELECT TO_HEX(HLL_COUNT.INIT(site_id)) AS sketch
FROM reports
-- want 1:15 ISO102: site_id identifies a site
