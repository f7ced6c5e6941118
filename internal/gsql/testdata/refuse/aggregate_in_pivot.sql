SELECT *
FROM (SELECT host.os, load FROM reports) PIVOT (MAX(load) AS most FOR os IN ('linux', 'plan9'))
-- want 2:78 ISO104: MAX publishes values of single sites
-- want 2:87 ISO104: MAX publishes values of single sites
