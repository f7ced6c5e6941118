SELECT host.os, m.slug, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
GROUP BY os, slug
HAVING sites > 20
QUALIFY RANK() OVER (PARTITION BY os ORDER BY sites DESC) <= 3
