SELECT tag, COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n
FROM reports, UNNEST(tags) AS tag
GROUP BY tag /* k */
