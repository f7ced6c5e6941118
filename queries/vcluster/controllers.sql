-- How many virtual clusters have each controller of the syncer enabled.
SELECT
  x.name AS controller,
  COUNT(DISTINCT instance_id) AS instances
FROM reports, UNNEST(controllers) AS x
WHERE x.name IS NOT NULL
GROUP BY controller
