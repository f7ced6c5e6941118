-- Sites by how many modules they have.
SELECT n, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, COUNT(*) AS n
  FROM reports, UNNEST(modules)
  GROUP BY site_id
)
GROUP BY n /* k */
