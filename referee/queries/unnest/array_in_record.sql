-- The array of a record that may be NULL.
SELECT flag, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(host.cpu.flags) AS flag
GROUP BY flag /* k */
