SELECT part, o, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m, UNNEST(SPLIT(m.version, '.')) AS part WITH OFFSET AS o
GROUP BY part, o /* k */
