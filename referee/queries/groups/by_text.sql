-- Texts that are alike but not equal: composed and decomposed, upper and lower case, empty and NULL.
SELECT label, region, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY label, region
