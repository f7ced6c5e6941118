SELECT kinds, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, COUNT(DISTINCT tag) AS kinds
  FROM reports LEFT JOIN UNNEST(tags) AS tag ON TRUE
  GROUP BY site_id
)
GROUP BY kinds /* k */
