SELECT COUNT(*) AS n FROM reports WHERE ip LIKE '10.%'
-- want 1:41 ISO103: column ip is closed to queries
