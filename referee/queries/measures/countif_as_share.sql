SELECT m.name, COUNTIF(m.uses > 1) / COUNT(*) AS share
FROM reports, UNNEST(modules) AS m
WHERE m.uses IS NOT NULL
GROUP BY m.name
