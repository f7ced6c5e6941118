SELECT MAX(sites) AS most, COUNT(*) AS n
FROM (SELECT label, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY label /* k */ ORDER BY sites DESC, label LIMIT 3)
