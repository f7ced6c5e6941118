WITH t AS (
  SELECT WITH AGGREGATION_THRESHOLD OPTIONS (threshold = 1, privacy_unit_column = site_id) host.os, COUNT(*) AS n
  FROM reports
  GROUP BY os
)
SELECT os, n FROM t
-- want 2:46 ISO110: a threshold of 1 would lower the table's, which is 10
