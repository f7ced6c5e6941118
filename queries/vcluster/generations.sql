-- How many instances send reports of each generation.
SELECT
  generation,
  COUNT(DISTINCT instance_id) AS instances
FROM reports
WHERE generation IS NOT NULL
GROUP BY generation
