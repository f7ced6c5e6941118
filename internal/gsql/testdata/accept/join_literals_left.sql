SELECT os, c.family, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, host.os FROM reports) LEFT JOIN (SELECT 'linux' AS os, 'unix' AS family) AS c USING (os)
GROUP BY os, family
