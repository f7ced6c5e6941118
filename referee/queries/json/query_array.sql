SELECT v, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(JSON_QUERY_ARRAY(payload, '$.list')) AS v
WHERE STARTS_WITH(payload, '{"')
GROUP BY v /* k */
