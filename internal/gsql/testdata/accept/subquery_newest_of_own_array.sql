-- ORDER BY and LIMIT choose among the elements of one row.
SELECT (SELECT m.version FROM UNNEST(modules) AS m WHERE m.slug = 'apache' ORDER BY m.version DESC LIMIT 1) AS newest, COUNT(*) AS sites
FROM reports
GROUP BY newest
