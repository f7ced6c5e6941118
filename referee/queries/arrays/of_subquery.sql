-- The tags in order, each once.
SELECT ARRAY_TO_STRING(ARRAY(SELECT DISTINCT tag FROM UNNEST(tags) AS tag ORDER BY tag), '+') AS kinds, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY kinds /* k */
