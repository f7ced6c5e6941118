SELECT kind, region, SUM(LEAST(amount, 20)) AS total
FROM (
  SELECT site_id, e.kind, region, SUM(e.amount) AS amount
  FROM reports, UNNEST(events) AS e
  WHERE e.amount > 0
  GROUP BY site_id, e.kind, region
)
GROUP BY kind, region /* k */
