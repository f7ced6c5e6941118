-- Columns as rows of name and value.
SELECT f.name, f.v, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST([STRUCT('size' AS name, size AS v), STRUCT('cores', host.cores)]) AS f
GROUP BY f.name, f.v /* k */
