SELECT x, COUNT(*) AS n FROM UNNEST([1, 2]) AS x GROUP BY x
-- want 1:1 ISO003: the query reads no reports
