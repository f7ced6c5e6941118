FROM reports
|> EXTEND TO_HEX(site_id) AS h
|> AGGREGATE COUNT(*) AS n GROUP BY h
-- want 2:18 ISO102: site_id identifies a site
