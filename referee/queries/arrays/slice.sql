SELECT v, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(ARRAY_SLICE(levels, 0, 1)) AS v
GROUP BY v /* k */
