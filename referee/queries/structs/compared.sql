SELECT (region, size) = ('eu', 3) AS same, (size, active) IN ((3, TRUE), (5, FALSE)) AS one_of, COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE size IS NOT NULL AND region IS NOT NULL AND active IS NOT NULL
GROUP BY same, one_of /* k */
