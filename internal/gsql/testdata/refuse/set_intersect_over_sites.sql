SELECT DISTINCT os
FROM (SELECT host.os FROM reports WHERE load > 1 INTERSECT DISTINCT SELECT host.os FROM reports WHERE load < 1)
-- want 2:7 ISO203: this would compare rows of different sites
