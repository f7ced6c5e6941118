SELECT modules AS m, COUNT(*) AS n FROM reports GROUP BY 1
-- want 1:8: modules is an array: use UNNEST
