SELECT DISTINCT sites
FROM (SELECT tag, level, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(tags) AS tag, UNNEST(levels) AS level GROUP BY tag, level /* k */)
