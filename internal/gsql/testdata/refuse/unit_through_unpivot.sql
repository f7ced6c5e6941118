SELECT DISTINCT v
FROM (SELECT site_id, CAST(host.os AS BYTES) AS os FROM reports) UNPIVOT (v FOR name IN (site_id, os))
-- want 1:1 ISO102: site_id identifies a site
