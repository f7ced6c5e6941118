SELECT os, COUNT(*) AS n
FROM (SELECT site_id, host.os FROM reports GROUP BY site_id, os LIMIT 3)
GROUP BY os
-- want 2:71 ISO108: LIMIT on rows of single sites would publish a choice among them
