-- How many sites declare each Puppet class on nodes of each platform. Only sites with PuppetDB report
-- this.
--
-- Reports repeat an entry once for each node, with the total already in its count. Sites are counted,
-- not entries, so that repeats do not matter; adding up the counts would be wrong.
SELECT
  c.name AS class,
  c.platform AS platform,
  COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(class_platforms) AS c
WHERE c.name IS NOT NULL AND c.platform IS NOT NULL
GROUP BY c.name, c.platform
