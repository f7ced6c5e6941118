-- How many machines run the command line program of each version, and on how many of them a command
-- failed.
SELECT
  r.version AS version,
  COUNT(DISTINCT instance_id) AS machines,
  COUNT(DISTINCT IF(NOT e.success, instance_id, NULL)) AS failing
FROM reports AS r, UNNEST(r.events) AS e
WHERE r.version IS NOT NULL AND e.type = 'vcluster_cli'
GROUP BY version
