-- Arithmetic on what has passed the threshold.
SELECT
  m.name,
  SUM(m.uses) / COUNT(DISTINCT site_id) AS per_site,
  CONCAT('n', CAST(COUNT(*) AS STRING)) AS text,
  SAFE_DIVIDE(COUNT(*), COUNT(DISTINCT site_id)) AS copies
FROM reports, UNNEST(modules) AS m
WHERE m.uses > 0
GROUP BY m.name /* k */
