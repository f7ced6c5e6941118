SELECT c.platform AS platform, count(DISTINCT site_id) AS sites
FROM reports, unnest(class_platforms) AS t(c)
WHERE c.platform IS NOT NULL
GROUP BY c.platform
HAVING count(DISTINCT site_id) >= k()
