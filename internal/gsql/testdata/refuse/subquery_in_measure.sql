WITH usage AS (SELECT host.os, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY os)
SELECT COUNTIF(host.os IN (SELECT os FROM usage)) AS n
FROM reports
-- want 2:16 ISO205: rows of sites cannot be compared with published groups, which are known only after all sites were counted
