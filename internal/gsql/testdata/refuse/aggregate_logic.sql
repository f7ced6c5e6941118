SELECT LOGICAL_OR(host.os = 'plan9') AS somebody, LOGICAL_AND(host.os = 'linux') AS everybody
FROM reports
-- want 1:8 ISO104: LOGICAL_OR publishes values of single sites
-- want 1:51 ISO104: LOGICAL_AND publishes values of single sites
