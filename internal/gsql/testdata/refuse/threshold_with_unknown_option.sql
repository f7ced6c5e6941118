SELECT WITH AGGREGATION_THRESHOLD OPTIONS (threshold = 50, max_groups_contributed = 3)
  host.os, COUNT(*) AS n
FROM reports
GROUP BY os
-- want 1:60 ISO110: option max_groups_contributed is not supported
