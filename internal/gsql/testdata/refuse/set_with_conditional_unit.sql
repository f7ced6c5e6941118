SELECT COUNT(DISTINCT u) AS n
FROM (SELECT IF(load > 1, site_id, NULL) AS u FROM reports UNION ALL SELECT site_id FROM reports)
-- want 2:7 ISO203: column 1 is site_id in some branches and something else in others
