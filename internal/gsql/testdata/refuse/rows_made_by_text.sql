SELECT COUNT(*) AS n
FROM reports, UNNEST(GENERATE_ARRAY(1, TO_CODE_POINTS(host.os)[SAFE_OFFSET(0)]))
-- want 1:8 ISO112: this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays
