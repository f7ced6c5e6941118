WITH sizes AS (SELECT site, len(elements(member(line, 'nodes'))) AS n FROM latest)
SELECT CASE WHEN n = 0 THEN 0 ELSE least(2 ** floor(log2(n)), 1024) END::BIGINT AS nodes_from, count(*) AS clusters
FROM sizes
GROUP BY 1
HAVING count(*) >= k()
