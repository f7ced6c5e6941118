-- How many virtual clusters have two controllers of the syncer enabled together. Every pair appears once,
-- with the controller that is first in byte order as controller_a.
SELECT
  a.name AS controller_a,
  b.name AS controller_b,
  COUNT(DISTINCT instance_id) AS instances
FROM reports, UNNEST(controllers) AS a, UNNEST(controllers) AS b
WHERE a.name < b.name
GROUP BY controller_a, controller_b
