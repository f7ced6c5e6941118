SELECT host.os AS name, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY name
UNION ALL
SELECT tag, COUNT(DISTINCT site_id) FROM reports, UNNEST(tags) AS tag GROUP BY tag
UNION ALL
SELECT 'nothing', 0
ORDER BY sites DESC, name
