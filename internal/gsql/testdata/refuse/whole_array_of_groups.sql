SELECT ARRAY_AGG(os) AS systems
FROM (SELECT host.os, COUNT(*) AS n FROM reports GROUP BY os)
-- want 1:1 ISO209: this is an ARRAY
