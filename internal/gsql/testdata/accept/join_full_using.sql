-- USING gives the unit of either side.
SELECT name, tag, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, m.name FROM reports, UNNEST(modules) AS m)
FULL JOIN (SELECT site_id, tag FROM reports, UNNEST(tags) AS tag) USING (site_id)
JOIN reports USING (site_id)
GROUP BY name, tag
