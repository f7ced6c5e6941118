WITH usage AS (SELECT host.os, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY os)
SELECT COUNT(*) AS n
FROM reports
WHERE host.os IN (SELECT os FROM usage WHERE sites > 100)
-- want 4:7 ISO205: rows of sites cannot be compared with published groups, which are known only after all sites were counted
