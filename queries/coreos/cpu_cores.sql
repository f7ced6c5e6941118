-- How many machines have how many CPU cores, in steps that double. Only machines at level full tell it.
SELECT
  CASE
    WHEN hardware.cpu_cores >= 128 THEN 128
    WHEN hardware.cpu_cores >= 64 THEN 64
    WHEN hardware.cpu_cores >= 32 THEN 32
    WHEN hardware.cpu_cores >= 16 THEN 16
    WHEN hardware.cpu_cores >= 8 THEN 8
    WHEN hardware.cpu_cores >= 4 THEN 4
    WHEN hardware.cpu_cores >= 2 THEN 2
    ELSE 0
  END AS cores_from,
  COUNT(DISTINCT machine_id) AS machines
FROM reports
WHERE hardware.cpu_cores > 0
GROUP BY cores_from
