SELECT tags[SAFE_OFFSET(0)] AS first, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY first /* k */
