SELECT DISTINCT name
FROM (SELECT CAST(host.os AS BYTES) AS name FROM reports UNION ALL SELECT site_id FROM reports)
-- want 2:7 ISO203: column 1 is site_id in some branches and something else in others
