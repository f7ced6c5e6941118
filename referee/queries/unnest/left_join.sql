-- Reports without modules stay, with NULLs.
SELECT m.name, COUNT(DISTINCT site_id) AS sites
FROM reports LEFT JOIN UNNEST(modules) AS m ON TRUE
GROUP BY m.name /* k */
