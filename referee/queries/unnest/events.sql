SELECT e.kind, e.happened, e.data, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(events) AS e
GROUP BY e.kind, e.happened, e.data
