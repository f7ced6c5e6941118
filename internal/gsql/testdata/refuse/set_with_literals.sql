SELECT DISTINCT os
FROM (SELECT host.os FROM reports UNION ALL SELECT 'plan9')
-- want 2:7 ISO203: rows of sites cannot be combined with rows that belong to no site
