SELECT count(*) AS instances
FROM latest
HAVING count(*) >= k()
