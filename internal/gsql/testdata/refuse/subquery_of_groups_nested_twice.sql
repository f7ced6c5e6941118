WITH usage AS (SELECT host.os, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY os)
SELECT COUNT(*) AS n
FROM reports
WHERE load > (SELECT (SELECT MAX(sites) FROM usage))
-- want 4:14 ISO205: rows of sites cannot be compared with published groups, which are known only after all sites were counted
