SELECT VAR_POP(load) AS v, STDDEV(load) AS s
FROM reports
-- want 1:8 ISO207: VAR_POP over rows of sites is not supported
-- want 1:28 ISO207: STDDEV_SAMP over rows of sites is not supported
