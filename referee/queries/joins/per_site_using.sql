SELECT name, uses, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, m.name FROM reports, UNNEST(modules) AS m GROUP BY site_id, m.name)
JOIN (SELECT site_id, SUM(m.uses) AS uses FROM reports, UNNEST(modules) AS m GROUP BY site_id) USING (site_id)
GROUP BY name, uses /* k */
