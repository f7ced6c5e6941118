SELECT COUNT(*) AS n
FROM (SELECT site_id FROM reports EXCEPT ALL SELECT site_id FROM reports)
-- want 1:8 ISO112: this counts rows, and the query makes rows that are no elements of the report's own arrays
-- want 2:7 ISO203: INTERSECT ALL and EXCEPT ALL are not supported
