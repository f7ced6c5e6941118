SELECT FORMAT('%t', (m.slug, m.version)) AS module, FORMAT('%T', m) AS element, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
GROUP BY module, element
