SELECT DISTINCT slug
FROM (SELECT m.slug FROM reports, UNNEST(modules) AS m EXCEPT DISTINCT SELECT tag FROM reports, UNNEST(tags) AS tag)
-- want 2:7 ISO203: this would compare rows of different sites
