SELECT (SELECT COUNT(DISTINCT c.resource) FROM UNNEST(nodes) AS n, n.capacity AS c WHERE c.value > 1) AS resources, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY resources
