DECLARE least INT64 DEFAULT 1;
SELECT COUNT(*) AS n FROM reports WHERE load > least
-- want 1:1 ISO001: Syntax error: Unexpected keyword DECLARE
