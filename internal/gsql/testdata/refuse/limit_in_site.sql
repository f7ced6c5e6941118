SELECT COUNT(*) AS n FROM (SELECT m.slug FROM reports, UNNEST(modules) AS m ORDER BY 1 LIMIT 1)
-- want 1:94 ISO108: LIMIT on rows of single sites would publish a choice among them
