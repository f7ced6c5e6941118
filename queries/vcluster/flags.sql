-- How many virtual clusters have each flag of the syncer set. Their values are not known.
SELECT
  x.name AS flag,
  COUNT(DISTINCT instance_id) AS instances
FROM reports, UNNEST(flags) AS x
WHERE x.name IS NOT NULL
GROUP BY flag
