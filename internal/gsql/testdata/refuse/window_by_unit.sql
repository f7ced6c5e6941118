SELECT second, COUNT(*) AS n
FROM (SELECT LAG(m.slug) OVER (PARTITION BY site_id ORDER BY m.slug) AS second FROM reports, UNNEST(modules) AS m)
GROUP BY second
-- want 2:14 ISO204: a window function would compare rows of different sites
