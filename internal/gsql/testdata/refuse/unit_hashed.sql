SELECT MOD(ABS(FARM_FINGERPRINT(site_id)), 1000) AS bucket, COUNT(*) AS n
FROM reports
GROUP BY bucket
-- want 1:33 ISO102: site_id identifies a site
