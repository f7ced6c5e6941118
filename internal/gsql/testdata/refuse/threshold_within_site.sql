SELECT n, COUNT(*) AS sites
FROM (
  SELECT WITH AGGREGATION_THRESHOLD OPTIONS (threshold = 50, privacy_unit_column = site_id)
    site_id, COUNT(*) AS n
  FROM reports, UNNEST(modules)
  GROUP BY site_id
)
GROUP BY n
-- want 3:3 ISO110: AGGREGATION_THRESHOLD within a site would leave nothing
