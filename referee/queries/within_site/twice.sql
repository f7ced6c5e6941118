-- A group by site, of a group by site and something.
SELECT most, kinds, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, MAX(n) AS most, COUNT(*) AS kinds
  FROM (SELECT site_id, tag, COUNT(*) AS n FROM reports, UNNEST(tags) AS tag GROUP BY site_id, tag)
  GROUP BY site_id
)
GROUP BY most, kinds /* k */
