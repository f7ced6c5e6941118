WITH weighted AS (SELECT host.os FROM reports, UNNEST(REGEXP_EXTRACT_ALL(TO_JSON_STRING(host), '.')))
SELECT os, COUNT(*) AS n
FROM weighted
GROUP BY os
-- want 2:12 ISO112: this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays
