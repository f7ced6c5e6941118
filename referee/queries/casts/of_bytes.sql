SELECT CAST(region AS BYTES) AS a, CAST(m.name AS BYTES) AS b, COUNT(*) AS n
FROM reports, UNNEST(modules) AS m
WHERE region != ''
GROUP BY a, b
