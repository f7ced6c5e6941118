SELECT CAST(timestamp AS STRING FORMAT 'YYYY') AS y, COUNT(*) AS n
FROM reports
GROUP BY y
-- want 1:8 ISO206: CAST with FORMAT or AT TIME ZONE is not supported
