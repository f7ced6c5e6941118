-- How many instances run on each operating system and architecture.
SELECT
  os,
  arch,
  COUNT(DISTINCT instance_id) AS instances
FROM reports
WHERE os IS NOT NULL AND arch IS NOT NULL
GROUP BY os, arch
