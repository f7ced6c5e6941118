SELECT COUNT(*) AS n FROM ML.PREDICT(MODEL m, TABLE reports)
-- want 1:27 ISO001: Table-valued function not found: ML.PREDICT
