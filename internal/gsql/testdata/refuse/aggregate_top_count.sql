SELECT APPROX_TOP_COUNT(host.os, 1)[OFFSET(0)].value AS most
FROM reports
-- want 1:8 ISO104: APPROX_TOP_COUNT publishes values of single sites
