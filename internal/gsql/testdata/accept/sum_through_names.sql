WITH renamed AS (SELECT site_id, host.os, environment_count AS e FROM reports)
SELECT os, SUM(e) AS environments, AVG(e) AS mean
FROM renamed JOIN (SELECT site_id FROM reports WHERE load > 1) USING (site_id)
GROUP BY os
