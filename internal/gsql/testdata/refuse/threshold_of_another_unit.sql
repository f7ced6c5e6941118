SELECT WITH AGGREGATION_THRESHOLD OPTIONS (threshold = 50, privacy_unit_column = load)
  host.os, COUNT(*) AS n
FROM reports
GROUP BY os
-- want 1:60 ISO110: the privacy unit is site_id
