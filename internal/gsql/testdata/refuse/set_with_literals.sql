SELECT os, COUNT(*) AS n
FROM (SELECT host.os FROM reports UNION ALL SELECT 'plan9')
GROUP BY os
-- want 1:12 ISO112: this counts rows, and the query makes rows that are no elements of the report's own arrays
-- want 2:7 ISO203: rows of sites cannot be combined with rows that belong to no site
