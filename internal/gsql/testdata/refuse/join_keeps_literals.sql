SELECT os, COUNT(DISTINCT site_id) AS sites
FROM UNNEST(['linux', 'plan9']) AS os LEFT JOIN reports ON reports.host.os = os
GROUP BY os
-- want 2:39 ISO202: this join keeps rows that belong to no site
