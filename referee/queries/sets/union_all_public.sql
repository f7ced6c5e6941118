SELECT 'region' AS what, region AS v, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY v /* k */
UNION ALL
SELECT 'tag', tag, COUNT(DISTINCT site_id) FROM reports, UNNEST(tags) AS tag GROUP BY tag /* k */
