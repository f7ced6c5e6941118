-- Infinities, the least number, and both zeros, which are one group.
SELECT load, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY load /* k */
