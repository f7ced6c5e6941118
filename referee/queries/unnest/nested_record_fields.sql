SELECT m.meta.author, m.meta.signed, m.meta IS NULL AS no_meta, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
GROUP BY 1, 2, 3 /* k */
