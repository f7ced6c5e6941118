SELECT started < DATETIME '2000-01-01 00:00:00' AS a, started = DATETIME '2024-02-29 00:00:00' AS b, started >= DATETIME(seen) AS c, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY a, b, c /* k */
