BEGIN
  SELECT COUNT(*) AS n FROM reports;
END
-- want 2:3 ISO001: Syntax error: Expected end of input but got keyword SELECT
