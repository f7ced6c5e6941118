SELECT ip, COUNT(*) AS n FROM reports GROUP BY ip
-- want 1:8 ISO103: column ip is closed to queries
