WITH everything AS (SELECT host.os, load FROM reports)
SELECT * FROM everything
-- want 1:1 ISO101: each row of this query is of one site
