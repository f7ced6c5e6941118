SELECT count(*) AS machines, CASE WHEN count(*) FILTER (level = 'full') >= k() THEN count(*) FILTER (level = 'full') END AS full_level
FROM latest
HAVING count(*) >= k()
