SELECT size AS v FROM reports GROUP BY v
INTERSECT DISTINCT
SELECT level FROM reports, UNNEST(levels) AS level GROUP BY level
