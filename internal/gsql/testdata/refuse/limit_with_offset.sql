SELECT COUNT(*) AS n
FROM (SELECT load FROM reports LIMIT 100 OFFSET 5)
-- want 2:38 ISO108: LIMIT on rows of single sites would publish a choice among them
