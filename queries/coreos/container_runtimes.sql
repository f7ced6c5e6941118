-- How many machines have each container runtime installed, and on how many of them it runs containers.
-- Only machines at level full tell it.
SELECT
  c.name AS runtime,
  COUNT(DISTINCT machine_id) AS machines,
  COUNT(DISTINCT IF(c.running, machine_id, NULL)) AS running
FROM reports, UNNEST(container_runtimes) AS c
WHERE c.name IS NOT NULL
GROUP BY runtime
