SELECT m, COUNT(*) AS n
FROM reports, UNNEST(modules) AS m
GROUP BY m
-- want 1:8 ISO209: modules is a whole record
