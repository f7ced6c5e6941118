SELECT COUNT(*) AS n
FROM (SELECT r AS whole FROM reports AS r)
WHERE whole.host.serial = 'A1'
-- want 3:18 ISO103: column host.serial is closed to queries
