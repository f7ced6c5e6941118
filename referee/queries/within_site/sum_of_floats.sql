-- referee: approximate
SELECT ROUND(total, 6) AS total, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, SUM(weight) AS total
  FROM reports, UNNEST(weights) AS weight
  GROUP BY site_id
)
GROUP BY total
