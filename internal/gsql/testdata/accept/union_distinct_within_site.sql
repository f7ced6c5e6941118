-- With the unit in every branch, duplicates are those of one site.
SELECT name, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, m.slug AS name FROM reports, UNNEST(modules) AS m UNION DISTINCT SELECT site_id, tag FROM reports, UNNEST(tags) AS tag)
GROUP BY name
