SELECT DISTINCT os
FROM (SELECT site_id, CAST(host.os AS BYTES) AS os FROM reports INTERSECT DISTINCT SELECT CAST(host.os AS BYTES), site_id FROM reports)
-- want 2:7 ISO203: column 1 is site_id in some branches and something else in others
-- want 2:7 ISO203: column 2 is site_id in some branches and something else in others
