SELECT kind, SUM(LEAST(GREATEST(amount, -20), 20)) AS total, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, e.kind, SUM(e.amount) AS amount
  FROM reports, UNNEST(events) AS e
  GROUP BY site_id, e.kind
)
GROUP BY kind /* k */
