SELECT (SELECT COUNT(*) FROM (SELECT tag FROM UNNEST(tags) AS tag GROUP BY tag HAVING COUNT(*) > 1)) AS repeated, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY repeated /* k */
