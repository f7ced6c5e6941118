SELECT v, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(ARRAY_CONCAT(tags, host.cpu.flags)) AS v
WHERE host.cpu IS NOT NULL
GROUP BY v /* k */
