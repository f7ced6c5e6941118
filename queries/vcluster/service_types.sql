-- How many virtual clusters are reached by each type of service.
SELECT
  service_type,
  COUNT(DISTINCT instance_id) AS instances
FROM reports
WHERE service_type IS NOT NULL
GROUP BY service_type
