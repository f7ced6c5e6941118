SELECT MIN(m.slug) AS a, ANY_VALUE(m.slug) AS b, STRING_AGG(m.slug) AS c, MAX(m.version) AS d
FROM reports, UNNEST(modules) AS m
-- want 1:8 ISO104: MIN publishes values of single sites
-- want 1:26 ISO104: ANY_VALUE publishes values of single sites
-- want 1:50 ISO104: STRING_AGG publishes values of single sites
-- want 1:75 ISO104: MAX publishes values of single sites
