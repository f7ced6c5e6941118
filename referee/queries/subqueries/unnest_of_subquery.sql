SELECT m.name, area, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, region AS area, modules FROM reports) AS r, UNNEST(r.modules) AS m
GROUP BY m.name, area
