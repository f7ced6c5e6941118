SELECT COUNT(*) AS n
FROM (SELECT site_id, weight FROM reports, UNNEST(GENERATE_ARRAY(1, environment_count)) AS weight GROUP BY site_id, weight)
-- want 1:8 ISO112: this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays
