SELECT resource, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(nodes.capacity.resource) AS resource
GROUP BY resource
