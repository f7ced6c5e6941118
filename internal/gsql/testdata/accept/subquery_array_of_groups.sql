WITH usage AS (SELECT host.os, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY os)
SELECT os, ARRAY_TO_STRING(ARRAY(SELECT other.os FROM usage AS other WHERE other.sites = usage.sites ORDER BY other.os), ', ') AS same
FROM usage
