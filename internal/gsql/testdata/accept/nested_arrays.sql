SELECT host.os, n.arch, c.resource, o, SUM(c.value) AS total
FROM reports AS r, r.nodes AS n WITH OFFSET AS o, n.capacity AS c
WHERE c.value BETWEEN 1 AND 9 OR host.os IN ('linux', 'bsd')
GROUP BY host.os, n.arch, c.resource, o
