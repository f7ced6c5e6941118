SELECT APPROX_QUANTILES(load, 2)[OFFSET(1)] AS median
FROM reports
-- want 1:8 ISO104: APPROX_QUANTILES publishes values of single sites
