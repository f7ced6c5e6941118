-- How many machines are of each size that their cloud offers.
SELECT
  platform,
  instance_type,
  COUNT(DISTINCT machine_id) AS machines
FROM reports
WHERE platform IS NOT NULL AND instance_type IS NOT NULL
GROUP BY platform, instance_type
