SELECT COUNT(*) AS n, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(GENERATE_ARRAY(1, IF(host.os = 'plan9', environment_count, 1)))
-- want 1:8 ISO112: this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays
