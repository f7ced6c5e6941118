SELECT (SELECT MIN(o) FROM UNNEST(tags) AS tag WITH OFFSET AS o WHERE tag = 'red') AS place, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY place /* k */
