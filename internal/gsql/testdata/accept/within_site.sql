WITH per_site AS (
  SELECT site_id, m.slug, COUNT(*) AS copies, MAX(m.version) AS newest
  FROM reports, UNNEST(modules) AS m
  GROUP BY site_id, m.slug
)
SELECT copies, COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n
FROM per_site
WHERE newest IS NOT NULL
GROUP BY copies
