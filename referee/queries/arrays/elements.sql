SELECT tags[SAFE_OFFSET(0)] AS a, levels[SAFE_ORDINAL(2)] AS b, modules[SAFE_OFFSET(0)].name AS c, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY a, b, c
