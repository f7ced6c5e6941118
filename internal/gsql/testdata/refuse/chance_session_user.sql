SELECT SESSION_USER() AS who, COUNT(*) AS n
FROM reports
-- want 1:8 ISO109: SESSION_USER is different in every run
