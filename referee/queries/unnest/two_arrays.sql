SELECT tag, level, COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n
FROM reports, UNNEST(tags) AS tag, UNNEST(levels) AS level
GROUP BY tag, level /* k */
