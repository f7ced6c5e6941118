WITH first AS (SELECT host.os FROM reports ORDER BY timestamp LIMIT 1)
SELECT os, COUNT(*) AS n
FROM first
GROUP BY os
-- want 1:69 ISO108: LIMIT on rows of single sites would publish a choice among them
