-- How many sites have each module installed without declaring any of its classes. Only sites with
-- PuppetDB report this.
SELECT
  u.name AS module,
  COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(unused_modules) AS u
WHERE u.name IS NOT NULL
GROUP BY u.name
