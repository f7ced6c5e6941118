SELECT COUNT(*) AS n
FROM reports CROSS JOIN (SELECT x FROM UNNEST([3, 1, 2]) AS x ORDER BY x LIMIT 1)
-- want 2:14 ISO108: ORDER BY, LIMIT and window functions are not supported in what is joined to rows of sites
