WITH usage AS (SELECT host.os, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY os)
SELECT os, sites, sites / (SELECT SUM(sites) FROM usage) AS share, (SELECT COUNT(*) FROM usage AS other WHERE other.sites > usage.sites) AS before
FROM usage
WHERE EXISTS (SELECT 1 FROM usage AS other WHERE other.os != usage.os)
