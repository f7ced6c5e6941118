SELECT r.ip, COUNT(*) AS n FROM reports AS r GROUP BY 1
-- want 1:10 ISO103: column ip is closed to queries
