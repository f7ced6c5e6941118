SELECT WITH AGGREGATION_THRESHOLD OPTIONS (threshold = 50)
  n, COUNT(*) AS groups_of_it
FROM (SELECT host.os, COUNT(*) AS n FROM reports GROUP BY os)
GROUP BY n
-- want 1:1 ISO110: AGGREGATION_THRESHOLD is for the rows of sites; these are groups already
