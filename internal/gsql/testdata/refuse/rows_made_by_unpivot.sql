SELECT kind, COUNT(*) AS n
FROM (SELECT host.os, tags[SAFE_OFFSET(0)] AS tag FROM reports) UNPIVOT (name FOR kind IN (os, tag))
GROUP BY kind
-- want 1:14 ISO112: this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays
