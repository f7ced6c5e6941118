SELECT
  (SELECT SUM(m.uses) FROM UNNEST(modules) AS m) AS uses, (SELECT MAX(m.name) FROM UNNEST(modules) AS m WHERE m.uses > size) AS name,
  (SELECT MIN(level) FROM UNNEST(levels) AS level) AS level, (SELECT AVG(m.uses) FROM UNNEST(modules) AS m) AS mean,
  COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY uses, name, level, mean
