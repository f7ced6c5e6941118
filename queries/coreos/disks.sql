-- How many machines have how much disk space, in steps that quadruple. Only machines at level full tell it.
SELECT
  CASE
    WHEN hardware.disk_gib >= 8192 THEN 8192
    WHEN hardware.disk_gib >= 2048 THEN 2048
    WHEN hardware.disk_gib >= 512 THEN 512
    WHEN hardware.disk_gib >= 128 THEN 128
    WHEN hardware.disk_gib >= 32 THEN 32
    WHEN hardware.disk_gib >= 8 THEN 8
    ELSE 0
  END AS gib_from,
  COUNT(DISTINCT machine_id) AS machines
FROM reports
WHERE hardware.disk_gib > 0
GROUP BY gib_from
