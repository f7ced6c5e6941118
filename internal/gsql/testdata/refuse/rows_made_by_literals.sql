SELECT COUNT(*) AS n
FROM reports, UNNEST([1, 2, 3, 4, 5, 6, 7, 8, 9]) AS weight
WHERE weight = 1 OR host.os = 'plan9'
-- want 1:8 ISO112: this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays
