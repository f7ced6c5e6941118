SELECT DISTINCT ARRAY_LENGTH(modules) AS modules, m IS NULL AS nothing, SAFE_CAST(m.version AS INT64) AS v,
  IF(load > 1.5, 'high', NULL) AS level, CASE environment_count WHEN 1 THEN 'one' ELSE 'more' END AS environments
FROM reports LEFT JOIN UNNEST(modules) AS m
