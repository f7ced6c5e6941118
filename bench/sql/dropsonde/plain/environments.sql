SELECT
	CASE
		WHEN environment_count < 10 THEN environment_count
		WHEN environment_count < 20 THEN 10
		WHEN environment_count < 50 THEN 20
		WHEN environment_count < 100 THEN 50
		ELSE 100
	END AS environments_from,
	count(DISTINCT site_id) AS sites
FROM reports
WHERE environment_count >= 0
GROUP BY environments_from
HAVING count(DISTINCT site_id) >= k()
