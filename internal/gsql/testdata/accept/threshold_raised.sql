SELECT WITH AGGREGATION_THRESHOLD OPTIONS (threshold = 25, privacy_unit_column = id)
  os, COUNT(DISTINCT id) AS sites
FROM (SELECT site_id AS id, host.os FROM reports)
GROUP BY os
