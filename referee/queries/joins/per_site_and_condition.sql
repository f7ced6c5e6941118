SELECT a.name, b.tag, COUNT(DISTINCT a.site_id) AS sites
FROM (SELECT site_id, m.name, m.uses FROM reports, UNNEST(modules) AS m) AS a
JOIN (SELECT site_id, tag, o FROM reports, UNNEST(tags) AS tag WITH OFFSET AS o) AS b ON a.site_id = b.site_id AND a.uses > b.o
GROUP BY a.name, b.tag
