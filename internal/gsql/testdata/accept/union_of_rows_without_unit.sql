-- Listing rows compares none: no unit is needed.
SELECT name, COUNT(*) AS n
FROM (SELECT m.slug AS name FROM reports, UNNEST(modules) AS m UNION ALL SELECT tag FROM reports, UNNEST(tags) AS tag)
GROUP BY name
