SELECT COUNT(*) AS n FROM reports WHERE host.os = @os
-- want 1:51 ISO001: Query parameter 'os' not found
