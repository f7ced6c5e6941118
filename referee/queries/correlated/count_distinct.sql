SELECT (SELECT COUNT(DISTINCT tag) FROM UNNEST(tags) AS tag) AS kinds, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY kinds /* k */
