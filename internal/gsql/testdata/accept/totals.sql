SELECT COUNT(DISTINCT site_id) AS sites, COUNT(DISTINCT m.slug) AS modules, COUNT(*) AS n, COUNT(m.version) AS versions,
  COUNTIF(m.version IS NULL) AS without, SUM(environment_count) AS environments, AVG(environment_count) AS mean
FROM reports LEFT JOIN UNNEST(modules) AS m
