SELECT os, e, SUM(sites) AS sites, COUNT(*) AS n
FROM (SELECT host.os, environment_count AS e, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY os, e)
GROUP BY GROUPING SETS ((os), CUBE (e), (os, e))
