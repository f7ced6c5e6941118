SELECT COUNT(load) AS n
FROM reports JOIN (SELECT 'plan9' AS os UNION ALL SELECT 'plan9') AS weight ON host.os = os OR os IS NULL
-- want 1:8 ISO112: this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays
