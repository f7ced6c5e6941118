-- Which Ruby methods Puppetfiles call, and how often. Entries with a count of zero are left out: the
-- probe looked for the method and did not find it.
SELECT
  p.name AS method,
  COUNT(DISTINCT site_id) AS sites,
  SUM(p.count) AS uses
FROM reports, UNNEST(puppetfile_ruby_methods) AS p
WHERE p.name IS NOT NULL AND p.count > 0
GROUP BY p.name
