-- A subquery over the array of an element.
SELECT m.name, (SELECT COUNT(*) FROM UNNEST(m.deps) AS d WHERE d.need >= 2) AS needs, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
GROUP BY m.name, needs /* k */
