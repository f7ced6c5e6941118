SELECT modules AS m, COUNT(*) AS n FROM reports GROUP BY 1
-- want 1:8 ISO209: modules is an array
