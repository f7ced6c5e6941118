SELECT host IS NULL AS no_host, host.cpu IS NULL AS no_cpu, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY no_host, no_cpu /* k */
