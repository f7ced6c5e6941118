-- The offset of a row that nothing joined is NULL.
SELECT position, COUNT(DISTINCT site_id) AS sites
FROM reports LEFT JOIN UNNEST(tags) AS tag WITH OFFSET AS position ON TRUE
GROUP BY position /* k */
