SELECT MAX(sites) AS most, ANY_VALUE(os) AS one, ARRAY_AGG(os ORDER BY sites DESC LIMIT 3)[SAFE_OFFSET(2)] AS third,
  STRING_AGG(os, '; ' ORDER BY os) AS all_of_them, STDDEV(sites) AS spread, COUNT(DISTINCT sites) AS sizes, LOGICAL_AND(sites > 20) AS large
FROM (SELECT host.os, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY os)
