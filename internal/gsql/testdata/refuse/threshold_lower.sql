SELECT WITH AGGREGATION_THRESHOLD OPTIONS (threshold = 2, privacy_unit_column = site_id)
  host.os, COUNT(*) AS n
FROM reports
GROUP BY os
-- want 1:44 ISO110: a threshold of 2 would lower the table's, which is 10
