SELECT
  a, b, c, d, e, f,
  COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, MIN(ev.happened) AS a, MAX(ev.data) AS b, MIN(ev.amount) AS c, MAX(ev.kind) AS d, MIN(active) AS e, MAX(load) AS f
  FROM reports LEFT JOIN UNNEST(events) AS ev ON TRUE
  GROUP BY site_id
)
GROUP BY a, b, c, d, e, f
