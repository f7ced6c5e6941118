WITH site AS (
  SELECT site_id, host.os, MIN(m.version) AS oldest, STRING_AGG(DISTINCT m.slug, '+' ORDER BY m.slug) AS stack,
    ARRAY_AGG(m.version IGNORE NULLS ORDER BY m.version DESC LIMIT 2) AS newest, SUM(LENGTH(m.name)) AS letters, LOGICAL_OR(m.slug = 'apache') AS apache
  FROM reports, UNNEST(modules) AS m
  GROUP BY site_id, os
  HAVING COUNT(*) > 1
)
SELECT os, oldest, stack, newest[SAFE_OFFSET(1)] AS second, letters > 100 AS long, apache, COUNT(DISTINCT site_id) AS sites
FROM site
GROUP BY ALL
