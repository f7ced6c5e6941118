WITH busy AS (SELECT site_id, load FROM reports WHERE load > 1)
SELECT COUNT(*) AS n
FROM reports AS r JOIN busy ON r.load < busy.load
-- want 3:19 ISO202: a join of rows of sites must be on the same site
