SELECT host.os FROM reports
UNION ALL
SELECT m.slug FROM reports, UNNEST(modules) AS m
-- want 1:1 ISO101: each row of this query is of one site
