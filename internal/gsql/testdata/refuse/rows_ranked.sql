SELECT host.os FROM reports QUALIFY ROW_NUMBER() OVER (ORDER BY load) = 1
-- want 1:1 ISO101: each row of this query is of one site
-- want 1:37 ISO204: a window function would compare rows of different sites
