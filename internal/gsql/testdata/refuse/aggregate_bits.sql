SELECT BIT_OR(environment_count) AS o, BIT_XOR(environment_count) AS x
FROM reports
-- want 1:8 ISO104: BIT_OR publishes values of single sites
-- want 1:40 ISO104: BIT_XOR publishes values of single sites
