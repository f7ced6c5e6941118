SELECT m.name
FROM reports, UNNEST(modules) AS m
GROUP BY m.name
HAVING COUNT(*) > 12 AND m.name IS NOT NULL /* and k */
