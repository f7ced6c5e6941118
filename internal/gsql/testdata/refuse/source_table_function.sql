SELECT COUNT(*) AS n FROM EXTERNAL_QUERY('connection', 'SELECT 1')
-- want 1:27 ISO001: Table-valued function not found: EXTERNAL_QUERY
