-- How many machines have two container runtimes installed together. Every pair appears once, with the
-- runtime that is first in byte order as runtime_a. Only machines at level full tell it.
SELECT
  a.name AS runtime_a,
  b.name AS runtime_b,
  COUNT(DISTINCT machine_id) AS machines
FROM reports, UNNEST(container_runtimes) AS a, UNNEST(container_runtimes) AS b
WHERE a.name < b.name
GROUP BY runtime_a, runtime_b
