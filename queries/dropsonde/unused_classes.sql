-- How many sites have each Puppet class available without declaring it on any node. Only sites with
-- PuppetDB report this.
SELECT
  u.name AS class,
  COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(unused_classes) AS u
WHERE u.name IS NOT NULL
GROUP BY u.name
