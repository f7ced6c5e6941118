SELECT favourite, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, ANY_VALUE(name HAVING MAX n) AS favourite
  FROM (SELECT site_id, m.name, SUM(m.uses) + LENGTH(m.name) / 100 AS n FROM reports, UNNEST(modules) AS m WHERE m.name != 'apt' GROUP BY site_id, m.name)
  WHERE name IN ('apache', 'ntp', 'Sudo')
  GROUP BY site_id
)
GROUP BY favourite /* k */
