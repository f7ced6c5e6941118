-- How many machines were installed with each version.
SELECT
  original_os_version AS version,
  COUNT(DISTINCT machine_id) AS machines
FROM reports
WHERE original_os_version IS NOT NULL
GROUP BY version
