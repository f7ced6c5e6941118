-- Each counts sites, whatever the number of their rows.
SELECT COUNT(DISTINCT IF(m.slug = 'apache', site_id, NULL)) AS apache, COUNT(DISTINCT CASE WHEN load > 1 THEN site_id END) AS busy,
  COUNT(DISTINCT both) AS busy_apache, COUNTIF(both IS NULL) AS other_rows
FROM (SELECT *, IF(m.slug = 'apache' AND load > 1, site_id, NULL) AS both, m FROM reports, UNNEST(modules) AS m)
