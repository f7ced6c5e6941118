SELECT *
FROM (SELECT site_id, host.os, m.slug FROM reports, UNNEST(modules) AS m) PIVOT (COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n FOR slug IN ('apache', 'mysql'))
