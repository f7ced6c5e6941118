-- Elements at the same place of two arrays.
SELECT tag, level, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(tags) AS tag WITH OFFSET AS i, UNNEST(levels) AS level WITH OFFSET AS j
WHERE i = j
GROUP BY tag, level /* k */
