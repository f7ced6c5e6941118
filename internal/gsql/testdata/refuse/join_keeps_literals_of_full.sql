SELECT os, COUNT(DISTINCT site_id) AS sites
FROM reports FULL JOIN UNNEST(['linux', 'plan9']) AS os ON reports.host.os = os
GROUP BY os
-- want 2:14 ISO202: this join keeps rows that belong to no site
