SELECT @@time_zone AS zone, COUNT(*) AS n FROM reports
-- want 1:8 ISO001: Unrecognized name: @@time_zone
