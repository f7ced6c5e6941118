SELECT MIN(m.slug) AS a, ANY_VALUE(m.slug) AS b, STRING_AGG(m.slug) AS c, MAX(m.version) AS d
FROM reports, UNNEST(modules) AS m
-- want 1:8: MIN publishes values of single sites
-- want 1:26: ANY_VALUE publishes values of single sites
-- want 1:50: STRING_AGG publishes values of single sites
-- want 1:75: MAX publishes values of single sites
