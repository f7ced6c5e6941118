-- Without coarser values, which ../../../../witness/sql/module_versions.sql has.
SELECT slug, version, count(DISTINCT site) AS sites
FROM modules
WHERE slug IS NOT NULL AND version IS NOT NULL
GROUP BY slug, version
HAVING count(DISTINCT site) >= k()
