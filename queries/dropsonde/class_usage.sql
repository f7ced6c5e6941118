-- How many sites declare each Puppet class, and on how many nodes. Only sites with PuppetDB report
-- their classes.
SELECT
  c.name AS class,
  COUNT(DISTINCT site_id) AS sites,
  SUM(c.count) AS nodes
FROM reports, UNNEST(classes) AS c
WHERE c.name IS NOT NULL
GROUP BY c.name
