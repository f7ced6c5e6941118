SELECT DISTINCT IF(size > 2, 'large', 'small') AS class, size IS NULL AS unknown
FROM reports
