SELECT COUNT(DISTINCT tags) AS n
FROM reports
-- want 1:8 ISO207: COUNT(DISTINCT …) of ARRAY is not supported over rows of sites
