-- How many sites manage nodes of each platform. Only sites with PuppetDB report platforms.
SELECT
  c.platform AS platform,
  COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(class_platforms) AS c
WHERE c.platform IS NOT NULL
GROUP BY c.platform
