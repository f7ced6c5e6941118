-- How many machines run on each platform: a cloud, a hypervisor or metal.
SELECT
  platform AS platform,
  COUNT(DISTINCT machine_id) AS machines
FROM reports
WHERE platform IS NOT NULL
GROUP BY platform
