SELECT DISTINCT e
FROM reports, UNNEST(ARRAY_TRANSFORM(tags, tag -> site_id)) AS e
-- want 1:1 ISO102: site_id identifies a site
