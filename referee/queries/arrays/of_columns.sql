SELECT v, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST([size, size + 1, 0]) AS v
GROUP BY v /* k */
