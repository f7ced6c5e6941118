-- An array in an array, and one in that.
SELECT m.name, d.name AS dependency, kind, COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n
FROM reports, UNNEST(modules) AS m, UNNEST(m.deps) AS d, UNNEST(d.kinds) AS kind
GROUP BY m.name, dependency, kind /* k */
