SELECT slug, ROW_NUMBER() OVER (ORDER BY slug) AS r
FROM (SELECT m.slug FROM reports, UNNEST(modules) AS m GROUP BY 1)
-- want 1:1: window functions are not supported
