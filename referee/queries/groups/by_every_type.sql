-- A group for each combination of one column of every type.
SELECT active, size, ratio, region, token, installed, seen, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY active, size, ratio, region, token, installed, seen
