SELECT WITH AGGREGATION_THRESHOLD OPTIONS (threshold = 50, privacy_unit_column = site_id)
  os, COUNT(*) AS n
FROM (SELECT host.os, load AS site_id FROM reports)
GROUP BY os
-- want 1:60 ISO110: the privacy unit is site_id
