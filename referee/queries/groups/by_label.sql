-- Texts of all scripts.
SELECT label, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY label /* k */
