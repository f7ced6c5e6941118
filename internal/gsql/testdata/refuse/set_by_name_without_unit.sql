SELECT COUNT(DISTINCT site_id) AS n
FROM (SELECT site_id, host.os FROM reports FULL UNION ALL BY NAME SELECT host.os FROM reports)
-- want 2:7 ISO203: column 1 is site_id in some branches and something else in others
