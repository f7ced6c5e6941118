SELECT COUNT(*) AS n
FROM reports NATURAL JOIN (SELECT site_id FROM reports)
-- want 2:14 ISO001: Natural join not supported
