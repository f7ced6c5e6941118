SELECT COUNT(*) AS n
FROM reports
WHERE load > (WITH mean AS (SELECT AVG(environment_count) AS m FROM reports) SELECT m FROM mean)
-- want 3:14 ISO205: rows of sites cannot be compared with published groups, which are known only after all sites were counted
