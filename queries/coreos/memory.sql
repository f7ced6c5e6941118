-- How many machines have how much memory, in steps that double. Only machines at level full tell it.
SELECT
  CASE
    WHEN hardware.memory_mib >= 262144 THEN 262144
    WHEN hardware.memory_mib >= 131072 THEN 131072
    WHEN hardware.memory_mib >= 65536 THEN 65536
    WHEN hardware.memory_mib >= 32768 THEN 32768
    WHEN hardware.memory_mib >= 16384 THEN 16384
    WHEN hardware.memory_mib >= 8192 THEN 8192
    WHEN hardware.memory_mib >= 4096 THEN 4096
    WHEN hardware.memory_mib >= 2048 THEN 2048
    WHEN hardware.memory_mib >= 1024 THEN 1024
    ELSE 0
  END AS mib_from,
  COUNT(DISTINCT machine_id) AS machines
FROM reports
WHERE hardware.memory_mib > 0
GROUP BY mib_from
