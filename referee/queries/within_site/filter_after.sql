SELECT region, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, region, SUM(m.uses) AS uses FROM reports, UNNEST(modules) AS m GROUP BY site_id, region)
WHERE uses > 10
GROUP BY region /* k */
