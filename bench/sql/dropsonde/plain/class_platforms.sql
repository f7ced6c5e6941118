SELECT c.name AS class, c.platform AS platform, count(DISTINCT site_id) AS sites
FROM reports, unnest(class_platforms) AS t(c)
WHERE c.name IS NOT NULL AND c.platform IS NOT NULL
GROUP BY c.name, c.platform
HAVING count(DISTINCT site_id) >= k()
