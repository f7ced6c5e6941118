SELECT ARRAY_FIRST(tags) AS first, ARRAY_LAST(tags) AS last, COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE ARRAY_LENGTH(tags) > 0
GROUP BY first, last
