SELECT APPROX_TOP_SUM(host.os, load, 1)[OFFSET(0)].value AS most
FROM reports
-- want 1:8 ISO104: APPROX_TOP_SUM publishes values of single sites
