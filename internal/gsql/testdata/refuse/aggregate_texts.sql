SELECT STRING_AGG(host.os, ', ') AS systems
FROM reports
-- want 1:8 ISO104: STRING_AGG publishes values of single sites
