-- The condition makes the unit NULL, so that those rows have no partner.
SELECT COUNT(DISTINCT r.site_id) AS sites
FROM reports AS r JOIN (SELECT IF(load > 1, site_id, NULL) AS busy FROM reports) AS b ON r.site_id = b.busy
