SELECT COUNTIF(load > 0) AS n
FROM reports LEFT JOIN UNNEST(modules) AS m ON host.os = 'plan9'
-- want 1:8 ISO112: this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays
