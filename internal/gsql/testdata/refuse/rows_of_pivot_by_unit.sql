SELECT *
FROM (SELECT site_id, environment_count FROM reports) PIVOT (COUNT(*) AS n FOR environment_count IN (1, 2))
-- want 1:1 ISO101: each row of this query is of one site
