-- A struct is taken apart where it is read: it carries the unit without making a value of it.
SELECT s.h.os, COUNT(DISTINCT s.id) AS sites
FROM (SELECT STRUCT(site_id AS id, host AS h, load AS load) AS s FROM reports)
WHERE s.load > 1
GROUP BY os
