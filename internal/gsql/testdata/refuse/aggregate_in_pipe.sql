FROM reports
|> AGGREGATE MAX(load) AS most GROUP BY host.os AS os
|> WHERE most > 1
-- want 2:14 ISO104: MAX publishes values of single sites
