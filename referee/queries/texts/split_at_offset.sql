-- The major number of a version.
SELECT m.name, SPLIT(m.version, '.')[OFFSET(0)] AS major, SPLIT(m.version, '.')[SAFE_OFFSET(1)] AS minor, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
WHERE m.version != ''
GROUP BY m.name, major, minor /* k */
