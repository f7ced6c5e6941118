-- How many machines run each version.
SELECT
  current_os_version AS version,
  COUNT(DISTINCT machine_id) AS machines
FROM reports
WHERE current_os_version IS NOT NULL
GROUP BY version
