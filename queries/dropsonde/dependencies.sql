-- How many sites have private modules that depend on each published module. Metadata writes a module
-- as author/name or as author-name; both are counted as author-name.
SELECT
  REPLACE(d.name, '/', '-') AS slug,
  COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(dependencies) AS d
WHERE d.name IS NOT NULL
GROUP BY slug
