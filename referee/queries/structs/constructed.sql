SELECT s.x, s.y, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, STRUCT(size AS x, UPPER(region) AS y) AS s FROM reports)
GROUP BY s.x, s.y /* k */
