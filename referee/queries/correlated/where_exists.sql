SELECT region, COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE EXISTS (SELECT 1 FROM UNNEST(modules) AS m, UNNEST(m.deps) AS d WHERE d.name = m.name OR d.need > 2)
GROUP BY region /* k */
