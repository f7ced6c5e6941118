-- How many instances tell of events of each type.
SELECT
  e.type AS type,
  COUNT(DISTINCT instance_id) AS instances
FROM reports, UNNEST(events) AS e
WHERE e.type IS NOT NULL
GROUP BY type
