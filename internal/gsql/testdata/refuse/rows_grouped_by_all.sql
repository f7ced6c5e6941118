SELECT site_id, host.os, COUNT(*) AS n FROM reports GROUP BY ALL
-- want 1:1 ISO101: each row of this query is of one site
