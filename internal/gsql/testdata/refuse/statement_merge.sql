MERGE reports USING reports AS other ON TRUE WHEN MATCHED THEN DELETE
-- want 1:1 ISO002: a table is made by one SELECT statement; MERGE is not one
