-- The week as a whole: how many sites reported, and how many different modules are used by enough of
-- them to be published.
SELECT
  COUNT(DISTINCT site_id) AS sites,
  COUNT(DISTINCT m.slug) AS modules
FROM reports
LEFT JOIN UNNEST(modules) AS m
