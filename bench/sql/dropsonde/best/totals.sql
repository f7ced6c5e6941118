SELECT
	(SELECT count(*) FROM kept) AS sites,
	(SELECT count(*) FROM (SELECT slug FROM installed GROUP BY slug HAVING count(*) >= k())) AS modules
WHERE (SELECT count(*) FROM kept) >= k()
