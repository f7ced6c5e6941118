SELECT COUNT(DISTINCT x.unit) AS sites
FROM (SELECT site_id AS unit, host.os AS site_id FROM reports) AS x JOIN reports AS r ON x.unit = r.site_id
WHERE x.site_id = 'linux'
