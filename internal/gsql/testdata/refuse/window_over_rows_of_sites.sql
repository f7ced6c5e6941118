SELECT nth, COUNT(*) AS n
FROM (SELECT ROW_NUMBER() OVER (PARTITION BY host.os ORDER BY load) AS nth FROM reports)
GROUP BY nth
-- want 2:14 ISO204: a window function would compare rows of different sites
