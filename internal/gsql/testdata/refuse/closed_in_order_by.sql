SELECT COUNT(*) AS n FROM reports ORDER BY message_id
-- want 1:44 ISO103: column message_id is closed to queries
