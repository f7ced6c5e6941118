-- How many machines were installed with one version and run another.
SELECT
  original_os_version AS original_version,
  current_os_version AS current_version,
  COUNT(DISTINCT machine_id) AS machines
FROM reports
WHERE original_os_version != current_os_version
GROUP BY original_version, current_version
