SELECT host.serial, COUNT(*) AS n FROM reports GROUP BY 1
-- want 1:13 ISO103: column host.serial is closed to queries
