SELECT COUNT(*) AS n FROM reports WHERE FARM_FINGERPRINT('x') < 3
-- want 1:41: FARM_FINGERPRINT of (STRING) is not supported
