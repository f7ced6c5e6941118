SELECT SOUNDEX(m.name) AS a, EDIT_DISTANCE(m.name, 'apache') AS b, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
GROUP BY a, b /* k */
