SELECT DISTINCT os
FROM (SELECT host.os FROM reports UNION DISTINCT SELECT m.slug FROM reports, UNNEST(modules) AS m)
-- want 2:7 ISO203: this would compare rows of different sites
