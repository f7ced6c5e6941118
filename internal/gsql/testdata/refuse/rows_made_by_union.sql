SELECT COUNT(*) AS n
FROM (SELECT load FROM reports UNION ALL SELECT load FROM reports WHERE host.os = 'plan9')
-- want 1:8 ISO112: this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays
