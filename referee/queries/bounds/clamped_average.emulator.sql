SELECT SUM(LEAST(GREATEST(amount, -20), 20)) / SUM(n) AS mean
FROM (
  SELECT site_id, SUM(e.amount) AS amount, COUNT(e.amount) AS n
  FROM reports, UNNEST(events) AS e
  GROUP BY site_id
)
