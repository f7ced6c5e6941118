FROM reports
|> WHERE load > 1
|> SELECT host.os, load
-- want 1:1 ISO101: each row of this query is of one site
