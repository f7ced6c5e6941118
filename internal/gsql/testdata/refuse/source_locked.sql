SELECT COUNT(*) AS n FROM reports FOR UPDATE
-- want 1:27 ISO201: FOR UPDATE is not supported
