SELECT region AS v FROM reports GROUP BY v
UNION DISTINCT
SELECT tag FROM reports, UNNEST(tags) AS tag GROUP BY tag
