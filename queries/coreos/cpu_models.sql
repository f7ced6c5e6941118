-- How many machines have each processor. Only machines at level full tell it.
SELECT
  hardware.cpu_model AS cpu_model,
  COUNT(DISTINCT machine_id) AS machines
FROM reports
WHERE hardware.cpu_model IS NOT NULL
GROUP BY cpu_model
