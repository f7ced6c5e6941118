-- How many modules of a site are used.
SELECT (SELECT COUNT(*) FROM UNNEST(modules) AS m WHERE m.uses > 0) AS used, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY used /* k */
