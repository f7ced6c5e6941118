SELECT COUNT(DISTINCT site_id) AS n
FROM (SELECT site_id FROM reports EXCEPT DISTINCT SELECT b'acme' FROM reports)
-- want 2:7 ISO203: column 1 is site_id in some branches and something else in others
