SELECT AVG(environment_count) AS mean
FROM reports, UNNEST(GENERATE_ARRAY(1, IF(host.os = 'plan9', 1000000, 1)))
-- want 1:8 ISO112: this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays
