SELECT name, COUNT(*) AS n
FROM (SELECT CAST(host.os AS BYTES) AS name FROM reports UNION ALL SELECT site_id FROM reports)
GROUP BY name
-- want 1:1 ISO101: each row of this query is of one site
-- want 2:7 ISO203: column 1 is site_id in some branches and something else in others
