-- How many sites have each version of each module installed. A site with several versions of a module,
-- in different environments, counts once for each of them.
SELECT
  m.slug AS slug,
  m.version AS version,
  COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
WHERE m.slug IS NOT NULL AND m.version IS NOT NULL
GROUP BY m.slug, m.version
