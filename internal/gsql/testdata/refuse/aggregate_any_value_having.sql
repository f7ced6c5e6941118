SELECT ANY_VALUE(host.os HAVING MAX load) AS busiest
FROM reports
-- want 1:8 ISO104: ANY_VALUE publishes values of single sites
