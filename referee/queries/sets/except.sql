SELECT level AS v FROM reports, UNNEST(levels) AS level GROUP BY level
EXCEPT DISTINCT
SELECT size FROM reports GROUP BY size
