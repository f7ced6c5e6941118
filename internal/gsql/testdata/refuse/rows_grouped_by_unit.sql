SELECT COUNT(*) AS n FROM reports, UNNEST(modules) GROUP BY site_id
-- want 1:1 ISO101: each row of this query is of one site
