SELECT DISTINCT s
FROM (SELECT [site_id] AS list FROM reports), UNNEST(list) AS s
-- want 2:15 ISO102: site_id identifies a site
