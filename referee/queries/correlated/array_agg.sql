SELECT ARRAY_LENGTH((SELECT ARRAY_AGG(level ORDER BY level) FROM UNNEST(levels) AS level WHERE level > 0)) AS positive, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY positive
