SELECT t.s, COUNT(*) AS n
FROM (SELECT STRUCT(site_id AS s, host.os AS os) AS t FROM reports)
GROUP BY t.s
-- want 1:1 ISO101: each row of this query is of one site
