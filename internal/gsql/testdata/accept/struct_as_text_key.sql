SELECT TO_JSON_STRING(STRUCT(m.slug, m.version)) AS module, FORMAT('%t', m) AS text, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
GROUP BY module, text
