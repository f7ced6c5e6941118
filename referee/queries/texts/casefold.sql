SELECT NORMALIZE_AND_CASEFOLD(region) AS a, NORMALIZE_AND_CASEFOLD(m.name) AS b, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
GROUP BY a, b /* k */
