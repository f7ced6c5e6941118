-- How many instances were made by what.
SELECT
  creator,
  COUNT(DISTINCT instance_id) AS instances
FROM reports
WHERE creator IS NOT NULL
GROUP BY creator
