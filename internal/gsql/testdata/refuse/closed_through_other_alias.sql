SELECT x.message_id AS id, COUNT(*) AS n FROM reports AS x GROUP BY id
-- want 1:10 ISO103: column message_id is closed to queries
