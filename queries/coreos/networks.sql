-- How many machines have each kind of network. Only machines at level full tell it.
SELECT
  network.kind AS kind,
  COUNT(DISTINCT machine_id) AS machines
FROM reports
WHERE network.kind IS NOT NULL
GROUP BY kind
