SELECT CURRENT_DATE('Asia/Tokyo') AS day, COUNT(*) AS n
FROM reports
-- want 1:8 ISO206: CURRENT_DATE takes no time zone
