SELECT COUNT(*) AS n, COUNT(load WHERE load > 1) AS busy
FROM reports
-- want 1:23 ISO207: WHERE inside COUNT is not supported
