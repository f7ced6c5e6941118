-- The array as a path of the table's alias.
SELECT m.name, COUNT(DISTINCT r.site_id) AS sites
FROM reports AS r, r.modules AS m
GROUP BY m.name
