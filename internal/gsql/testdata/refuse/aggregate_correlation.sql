SELECT CORR(load, environment_count) AS c
FROM reports
-- want 1:8 ISO207: CORR with 2 arguments is not supported
