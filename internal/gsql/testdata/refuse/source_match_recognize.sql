SELECT COUNT(*) AS n
FROM reports MATCH_RECOGNIZE (ORDER BY load MEASURES MAX(a.load) AS most PATTERN (a) DEFINE a AS load > 1)
-- want 2:30 ISO001: Syntax error: Expected end of input but got "("
