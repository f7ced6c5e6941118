SELECT total, most, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, SUM(CAST(w AS NUMERIC)) AS total, MAX(cost) AS most
  FROM reports, UNNEST(weights) AS w
  WHERE w > 0.1
  GROUP BY site_id
)
GROUP BY total, most
