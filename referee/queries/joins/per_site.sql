-- Two tables of one row a site, joined on the unit.
SELECT n, tags, COUNT(DISTINCT a.site_id) AS sites
FROM (SELECT site_id, COUNT(*) AS n FROM reports, UNNEST(modules) GROUP BY site_id) AS a
JOIN (SELECT site_id, COUNT(*) AS tags FROM reports, UNNEST(tags) GROUP BY site_id) AS b ON a.site_id = b.site_id
GROUP BY n, tags
