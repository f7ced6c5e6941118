SELECT
  (SELECT STRING_AGG(IFNULL(m.name, '?'), ',' ORDER BY IFNULL(m.name, '?')) FROM UNNEST(modules) AS m) AS names,
  (SELECT STRING_AGG(tag, '' ORDER BY tag DESC LIMIT 2) FROM UNNEST(tags) AS tag) AS last,
  COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE ARRAY_LENGTH(modules) > 0 AND ARRAY_LENGTH(tags) > 0
GROUP BY names, last
