SELECT host.os, m.slug, GROUPING(m.slug) AS is_total, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
GROUP BY ROLLUP (os, slug)
