SELECT ARRAY_LENGTH(names) AS n, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, ARRAY_AGG(m.version IGNORE NULLS) AS names FROM reports, UNNEST(modules) AS m GROUP BY site_id)
GROUP BY n /* k */
