-- Listing rows compares none: no unit is needed, and each key stands for the sites that have it.
SELECT DISTINCT name
FROM (SELECT m.slug AS name FROM reports, UNNEST(modules) AS m UNION ALL SELECT tag FROM reports, UNNEST(tags) AS tag)
