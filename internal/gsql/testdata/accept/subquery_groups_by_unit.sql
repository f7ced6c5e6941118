-- The unit is one value throughout the row: it groups like a literal, and no element makes no group.
SELECT (SELECT COUNT(*) FROM UNNEST(modules) GROUP BY site_id) AS modules, (SELECT COUNT(*) FROM (SELECT DISTINCT site_id FROM UNNEST(tags))) AS some_tag, COUNT(*) AS sites
FROM reports
GROUP BY 1, 2
