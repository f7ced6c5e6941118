SELECT COUNT(*) AS n FROM reports;
SELECT * FROM reports
-- want 2:1 ISO001: Syntax error: Expected end of input but got keyword SELECT
