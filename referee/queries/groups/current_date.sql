-- The day after the week, the same on every run.
SELECT CURRENT_DATE() AS today, installed < CURRENT_DATE() AS past, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY today, past /* k */
