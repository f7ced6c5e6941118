SELECT AS VALUE load FROM reports
-- want 1:1 ISO101: each row of this query is of one site
