SELECT WITH AGGREGATION_THRESHOLD OPTIONS (threshold = -1)
  host.os, COUNT(*) AS n
FROM reports
GROUP BY os
-- want 1:44 ISO110: a threshold of -1 would lower the table's, which is 10
