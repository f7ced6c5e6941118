SELECT GENERATE_UUID() AS id, COUNT(*) AS n
FROM reports
-- want 1:8 ISO109: GENERATE_UUID is different in every run
