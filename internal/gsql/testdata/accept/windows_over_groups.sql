SELECT os, sites, ROW_NUMBER() OVER (ORDER BY sites DESC, os) AS place, SUM(sites) OVER () AS total,
  SUM(sites) OVER (PARTITION BY SUBSTR(os, 1, 1) ORDER BY sites ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS two,
  COUNT(*) OVER (ORDER BY sites RANGE BETWEEN 5 PRECEDING AND 5 FOLLOWING) AS near, LAG(os, 2, 'none') OVER by_sites AS before,
  FIRST_VALUE(os IGNORE NULLS) OVER by_sites AS first, NTILE(4) OVER by_sites AS quarter
FROM (SELECT host.os, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY os)
WINDOW by_sites AS (ORDER BY sites DESC NULLS FIRST, os)
