-- How many sites have each module installed, in any environment and any version.
SELECT
  m.slug AS slug,
  COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
WHERE m.slug IS NOT NULL
GROUP BY m.slug
