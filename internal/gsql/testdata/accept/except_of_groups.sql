SELECT m.slug FROM reports, UNNEST(modules) AS m GROUP BY slug
EXCEPT DISTINCT
SELECT tag FROM reports, UNNEST(tags) AS tag GROUP BY tag
