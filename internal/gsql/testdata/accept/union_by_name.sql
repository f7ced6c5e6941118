SELECT os, load, COUNT(DISTINCT site_id) AS sites
FROM (SELECT host.os, site_id FROM reports FULL UNION ALL BY NAME SELECT site_id, load FROM reports)
GROUP BY os, load
