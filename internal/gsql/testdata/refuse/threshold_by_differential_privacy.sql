SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1000000, delta = 0.5, privacy_unit_column = site_id)
  host.os, COUNT(*) AS n
FROM reports
GROUP BY os
-- want 1:13 ISO001: Invalid identifier after SELECT WITH; expected AGGREGATION_THRESHOLD but got: DIFFERENTIAL_PRIVACY
