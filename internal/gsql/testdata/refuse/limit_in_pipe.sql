FROM reports
|> ORDER BY load DESC
|> LIMIT 1
|> AGGREGATE COUNT(*) AS n GROUP BY host.os
-- want 3:10 ISO108: LIMIT on rows of single sites would publish a choice among them
