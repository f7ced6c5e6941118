SELECT reports AS r, COUNT(*) AS n
FROM reports
GROUP BY 1
-- want 1:8 ISO209: this is a STRUCT
