SELECT COUNT(*) AS a, COUNT(*) AS b, COUNT(DISTINCT site_id) AS c, COUNT(DISTINCT site_id) + 0 AS d
FROM reports
