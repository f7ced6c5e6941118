WITH usage AS (SELECT m.slug, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY slug)
SELECT COUNT(*) AS n
FROM reports
WHERE EXISTS (SELECT 1 FROM UNNEST(modules) AS m JOIN usage ON usage.slug = m.slug)
-- want 4:7 ISO205: rows of sites cannot be compared with published groups, which are known only after all sites were counted
