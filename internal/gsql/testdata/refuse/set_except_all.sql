SELECT COUNT(DISTINCT site_id) AS n
FROM (SELECT site_id FROM reports EXCEPT ALL SELECT site_id FROM reports)
-- want 2:7 ISO203: INTERSECT ALL and EXCEPT ALL are not supported
